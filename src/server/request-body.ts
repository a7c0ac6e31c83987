import type { IncomingMessage } from 'node:http';

export type BodyErrorCode = 'BODY_TOO_LARGE' | 'BODY_INCOMPLETE';

/** A request body that was not read whole. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly code: BodyErrorCode;

  constructor(code: BodyErrorCode, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}

/**
 * Reads a body of `limitBytes` at most, or throws a `BodyError`.
 *
 * The rest of a body that is too large is read and thrown away: closing on a client that still
 * sends would reset the connection and lose our answer on its way.
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let byteLength = 0;
    const count = (bytes: number) => {
      byteLength += bytes;
      if (byteLength <= limitBytes) return true;
      chunks = [];
      reject(new BodyError('BODY_TOO_LARGE'));
      return false;
    };
    const incomplete = (cause?: Error) => reject(new BodyError('BODY_INCOMPLETE', { cause }));
    if (Number(request.headers['content-length'] ?? 0) > limitBytes) count(limitBytes + 1);
    request.on('data', (chunk: Buffer) => {
      if (count(chunk.byteLength)) chunks.push(chunk);
    });
    request.on('end', () =>
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)),
    );
    request.on('error', incomplete);
    request.on('close', () => incomplete());
  });
}
