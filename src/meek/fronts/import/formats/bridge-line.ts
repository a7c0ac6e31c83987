/** A bridge line of a torrc (tor(1), `Bridge`; pt-spec, section 3.5). */
export interface BridgeLine {
  readonly transport: string;
  /** `key=value` arguments; keys in lower case, the last of equal ones. */
  readonly options: ReadonlyMap<string, string>;
}

/** Address and fingerprint are placeholders where the bridge is behind a CDN. */
export function parseBridgeLine(line: string): BridgeLine {
  const [transport = '', ...words] = line.replace(/^bridge\s+/i, '').split(/\s+/);
  const options = new Map<string, string>();
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals > 0) options.set(word.slice(0, equals).toLowerCase(), word.slice(equals + 1));
  }
  return { transport: transport.toLowerCase(), options };
}
