import { describe, expect, test } from 'vitest';
import { FrameDecoder } from '../../../src/meek/v2/decoder.ts';
import vectors from '../../vectors/exchanges.json' with { type: 'json' };
import { send } from '../meek-client.ts';
import { toTcp } from '../server-under-test.ts';
import { startEcho } from '../tcp-servers.ts';
import { startV2Server } from './server-under-test.ts';

/** The type of the frame that every request begins with. */
const HELLO = '01';

/** The frames of an answer as the vectors show them; DATA joined, however it was cut. */
function framesIn(body: Buffer): Record<string, unknown>[] {
  const shown: Record<string, unknown>[] = [];
  for (const frame of new FrameDecoder().push(body)) {
    const last = shown.at(-1);
    if (frame.type !== 'data') shown.push({ ...frame });
    else if (last?.type === 'data') last.hex += Buffer.from(frame.bytes).toString('hex');
    else {
      const { type, offset, bytes } = frame;
      shown.push({ type, offset, hex: Buffer.from(bytes).toString('hex') });
    }
  }
  return shown;
}

describe.for(vectors)('$name, to a server before an echo', ({ exchanges }) => {
  const types = ['application/octet-stream; v=2', 'application/octet-stream'];
  test.for(types)('as %s', async (contentType) => {
    const echo = await startEcho();
    const { port } = await startV2Server({ dial: toTcp(echo.port) });
    for (const { note, sessionId, request, response } of exchanges) {
      const headers = {
        'Content-Type': contentType,
        ...(sessionId && { 'X-Session-Id': sessionId }),
      };
      // Nothing but its first bytes tells it from a request of v1 then.
      if (contentType === types[1] && !request.startsWith(HELLO)) continue;
      const { status, body } = await send(port, { headers, body: Buffer.from(request, 'hex') });
      expect(status, note).toBe(200);
      expect(framesIn(body), note).toMatchObject(response);
    }
    expect(echo.sockets.length).toBeLessThanOrEqual(1);
  });
});
