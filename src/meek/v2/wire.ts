/**
 * The wire of meek-v2: idempotent HTTP exchanges that carry one byte stream in each direction.
 * `docs/PROTOCOL.md` says what the numbers below mean, and what either side does with them.
 */

/**
 * meek-v1's own type with a parameter: whatever lets v1 through lets v2 through. Where it is
 * rewritten on the way, the body's first bytes tell a v2 request.
 */
export const CONTENT_TYPE = 'application/octet-stream; v=2';

export const VERSION = 2;

/** “meek”: the first bytes of a HELLO's payload. */
export const MAGIC = 0x6d65656b;

export const FrameType = {
  hello: 0x01,
  data: 0x02,
  ack: 0x03,
  read: 0x04,
  pad: 0x05,
  fin: 0x06,
  reset: 0x07,
  challenge: 0x08,
  proof: 0x09,
} as const;

/** Type (1 byte) and payload length (3 bytes, big-endian). */
export const FRAME_HEADER_BYTES = 4;

/** What a DATA frame costs besides its bytes: the header and the offset. */
export const DATA_HEADER_BYTES = FRAME_HEADER_BYTES + 8;

export const MAX_PAYLOAD_BYTES = 0xff_ffff;

export const MAX_TOKEN_BYTES = 256;

/** Payloads of a fixed length, in bytes. HELLO's is `HELLO_BYTES` and the token. */
export const HELLO_BYTES = 10;
export const ACK_BYTES = 16;
export const READ_BYTES = 24;
export const FIN_BYTES = 8;
export const RESET_BYTES = 2;
export const CHALLENGE_BYTES = 36;

/** What a CHALLENGE asks to be signed, so that no earlier answer will do. */
export const NONCE_BYTES = 32;

/** PROOF's flags and the nonce; with a signature, an ECDSA P-256 one and the key in DER as well. */
export const UNSIGNED_PROOF_BYTES = 1 + NONCE_BYTES;
export const SIGNATURE_BYTES = 64;
export const SPKI_BYTES = 91;
export const SIGNED_PROOF_BYTES = UNSIGNED_PROOF_BYTES + SIGNATURE_BYTES + SPKI_BYTES;

/**
 * What a PROOF's signature is made over begins with this, a zero, and is followed by flags and
 * nonce. Longer than a TLS random, so that nothing that TLS has signed can be taken for it.
 */
export const PROOF_CONTEXT = "meek-v2 proof of the server's key";

/** HELLO's flag of a client whose session the server cannot know yet. */
export const OPEN_FLAG = 0x01;

/** HELLO's flag of a request that only asks: whatever `X-Session-Id` says, no session is meant. */
export const ASK_FLAG = 0x02;

/** PROOF's flags: what of the request's headers arrived. */
export const Arrived = { sessionId: 0x01, token: 0x02, contentType: 0x04 } as const;

/** Why a session, or only this exchange, is refused. */
export const ResetCode = {
  /** The session was ended by its client; from a client: it ends now. */
  closed: 0,
  /** A malformed frame, one that does not belong there, or DATA beyond the window. */
  protocol: 1,
  /** The token is missing or wrong. */
  unauthorized: 2,
  /** Not a session of this server: it was restarted, or the session expired. */
  unknownSession: 3,
  /** No room for another session, or for these bytes. */
  busy: 4,
  upstreamUnreachable: 5,
  /** The upstream broke, after everything it sent. */
  upstreamFailed: 6,
  /** A READ below what this client has acknowledged. */
  staleRead: 7,
  /** HELLO names a version that this server does not speak. */
  unsupportedVersion: 8,
  /** The body ended amid a frame. */
  truncated: 9,
} as const;

export type ResetCode = (typeof ResetCode)[keyof typeof ResetCode];

/** Bytes that either side keeps for one direction of a session, unless configured. */
export const DEFAULT_WINDOW_BYTES = 8 * 1024 * 1024;

/** Largest request body that a server takes, unless configured. */
export const DEFAULT_MAX_REQUEST_BYTES = 1024 * 1024 + 1024;

/** What a client may send of a new session before the server has said what it takes. */
export const INITIAL_ALLOWANCE_BYTES = 64 * 1024;
