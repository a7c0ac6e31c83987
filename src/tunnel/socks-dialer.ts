import type { Pipe } from '../meek/pipe.ts';
import { ByteReader } from './byte-reader.ts';
import * as socks5 from './socks5.ts';

/**
 * Asks the SOCKS5 proxy at the far end of `pipe` for `destination`, and hands the pipe on once
 * it is connected. Strictly in turn: microsocks drops a request that came with the greeting.
 *
 * @throws SocksError with the reply's own code; EarlyEndError; the pipe's error; the signal's
 * reason. The pipe is given up in each case.
 */
export async function dialThroughSocks(
  pipe: Pipe,
  destination: socks5.Destination,
  signal?: AbortSignal,
): Promise<Pipe> {
  const reader = new ByteReader(pipe.readable);
  const writer = pipe.writable.getWriter();
  const read = (lengthBytes: number) => reader.readExactly(lengthBytes);
  const handshake = async () => {
    await writer.write(socks5.encodeGreeting());
    await readMethod(read);
    await writer.write(socks5.encodeConnect(destination));
    await socks5.readReply(read);
  };
  try {
    await unlessAborted(signal, handshake);
  } catch (error) {
    writer.abort(error).catch(() => {});
    reader.cancel(error).catch(() => {});
    throw error;
  }
  writer.releaseLock();
  return { readable: reader.remainder(), writable: pipe.writable, closed: pipe.closed };
}

async function readMethod(read: socks5.ReadExactly): Promise<void> {
  const [version, method] = await read(2);
  if (version !== socks5.VERSION) {
    throw socks5.SocksError.protocol('What stands behind the server is not a SOCKS5 proxy.');
  }
  if (method !== socks5.METHOD_NONE) {
    throw socks5.SocksError.protocol('The SOCKS5 proxy behind the server wants a login.');
  }
}

/** Also while a write waits for room. What is left of `work` ends with the pipe. */
function unlessAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const onAbort = () => reject(signal?.reason);
    signal?.addEventListener('abort', onAbort, { once: true });
    const done = () => signal?.removeEventListener('abort', onAbort);
    work().then(resolve, reject).finally(done);
  });
}
