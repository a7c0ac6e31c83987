/** Asked for more, we try all the same, in ms: a session does not outlive a silence of 120 s. */
const LONGEST_MS = 20_000;

const SECONDS = /^\d{1,9}$/;

/**
 * For how long an answer asks not to be tried again, in ms (`Retry-After`, RFC 9110, 10.2.3): in
 * seconds, or as a date, which is compared with the answer's own, whatever clock made that.
 */
export function retryAfterMs(headers: Pick<Headers, 'get'>): number | undefined {
  const text = headers.get('Retry-After')?.trim() ?? '';
  const askedMs = SECONDS.test(text)
    ? Number(text) * 1000
    : Date.parse(text) - Date.parse(headers.get('Date') ?? '');
  return askedMs > 0 ? Math.min(askedMs, LONGEST_MS) : undefined;
}
