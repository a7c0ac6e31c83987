import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

const AGENT = new Agent({ keepAlive: true, maxSockets: 64 });

/** A POST to a server on this machine, over a connection that is kept. Throws unless it is a 200. */
export function post(
  port: number,
  headers: OutgoingHttpHeaders,
  body: Uint8Array,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({
      ...{ host: '127.0.0.1', port, method: 'POST', path: '/', agent: AGENT },
      headers: { ...headers, 'Content-Length': body.length },
    });
    outgoing.on('error', reject);
    outgoing.on('response', (answer) => {
      const { statusCode } = answer;
      if (statusCode === 200) return buffer(answer).then(resolve, reject);
      answer.resume();
      reject(new Error(`The server answered an exchange with ${statusCode}.`));
    });
    outgoing.end(body);
  });
}
