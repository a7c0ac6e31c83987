import { type Place, WHOLE } from './place.ts';

/** Why a document, or one entry of it, is refused. Stable: each has a sentence per language. */
export type RefusalCode =
  // The document.
  /** More bytes than are read. `limit` in bytes. */
  | 'too-large'
  /** gzip that unpacks to more than is read: a zip bomb. `limit` in bytes. */
  | 'unpacks-too-large'
  /** gzip that is cut short or damaged. */
  | 'damaged-gzip'
  /** Bytes that are not UTF-8. */
  | 'not-text'
  /** A line longer than any format has. `limit` in characters. */
  | 'line-too-long'
  | 'too-deep'
  /** More values than are read. `limit`. */
  | 'too-many-values'
  /** More fronts than are read. `limit`. */
  | 'too-many-entries'
  /** A key that has a meaning to JavaScript: `__proto__`, `constructor`, `prototype`. `key`. */
  | 'forbidden-key'
  /** JSON or YAML that does not parse. */
  | 'bad-json'
  | 'bad-yaml'
  /** None of the formats. */
  | 'not-recognised'
  /** A format that was recognised, and holds neither fronts nor a server. */
  | 'nothing-found'
  /** Our own document or link, of a later version. `version`. */
  | 'unsupported-version'
  /** A link that was cut short or mistyped. */
  | 'damaged-link'
  /** A signed list: those are read for a subscription only, which has the key. */
  | 'signed-list'
  // The document or an entry.
  /** A value of another type than its format has there. `key`, `expected`. */
  | 'wrong-type'
  /** A key that stands twice, perhaps in another case. `key`. */
  | 'repeated-key'
  | 'missing'
  /** A value that cannot be used. `key`, `text`. */
  | 'bad-value'
  /** A URL that is not https. `text`. */
  | 'plain-http'
  /** The server's URL names a port, which a profile cannot. `text`. */
  | 'server-port'
  // An entry.
  /** Neither an SNI nor a name on the certificate: whoever answers could not be told. */
  | 'no-name-to-check'
  /** The certificate would not be checked. */
  | 'skips-verification'
  /** A transport that is no meek over HTTPS. `transport`. */
  | 'unsupported-transport'
  /** A path at the server other than that of the first entry, which a profile cannot hold. */
  | 'other-path'
  /** A pattern outside of the subset that is expanded. `text`. */
  | 'unsupported-pattern'
  /** More patterns than are expanded. `limit`. */
  | 'too-many-patterns'
  /** More fronts than a profile can hold. `limit`. */
  | 'profile-full';

export type RefusalParams = Readonly<Record<string, string | number>>;

/** Something that was refused, where it stands, and what the reason needs to be told. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly place: Place;
  /** Foreign text among them is printable. */
  readonly params: RefusalParams;
}

/** The only error that an import throws. */
export class ImportError extends Error implements Refusal {
  override readonly name = 'ImportError';
  readonly code: RefusalCode;
  readonly place: Place;
  readonly params: RefusalParams;

  constructor(code: RefusalCode, place: Place = WHOLE, params: RefusalParams = {}) {
    super(`${code} ${JSON.stringify(place)} ${JSON.stringify(params)}`);
    this.code = code;
    this.place = place;
    this.params = params;
  }

  /** The same without what makes it an error: fit for a message between parts of a program. */
  toRefusal(): Refusal {
    return { code: this.code, place: this.place, params: this.params };
  }
}
