import { expect, test, vi } from 'vitest';
import { Gate } from '../../src/background/gate.ts';

function gateOverFetch() {
  const fetch = vi.fn(
    (_url: string, init: RequestInit) =>
      new Promise<Response>((_, reject) => {
        init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
      }),
  );
  return { fetch, gate: new Gate(fetch) };
}

const closed = { code: 'MEEK_ABORTED' };

test('closed to begin with, it lets nothing out', async () => {
  const { fetch, gate } = gateOverFetch();
  await expect(gate.fetch('http://inner.example/', {})).rejects.toMatchObject(closed);
  expect(fetch).not.toHaveBeenCalled();
});

test('closing ends what is under way', async () => {
  const { gate } = gateOverFetch();
  gate.open();
  const requests = [gate.fetch('http://a/', {}), gate.fetch('http://b/', {})];
  gate.close();
  for (const request of requests) await expect(request).rejects.toMatchObject(closed);
  await expect(gate.fetch('http://a/', {})).rejects.toMatchObject(closed);
});

test('opening once more lets new requests out, and does not revive old ones', async () => {
  const { fetch, gate } = gateOverFetch();
  gate.open();
  const old = gate.fetch('http://old/', {});
  gate.close();
  gate.open();
  await expect(old).rejects.toMatchObject(closed);
  gate.fetch('http://new/', {}).catch(() => {});
  expect(fetch).toHaveBeenLastCalledWith('http://new/', expect.anything());
  expect(fetch.mock.lastCall?.[1].signal?.aborted).toBe(false);
});

test('opening twice is opening once: closing ends what the first let out', async () => {
  const { gate } = gateOverFetch();
  gate.open();
  const request = gate.fetch('http://a/', {});
  gate.open();
  gate.close();
  await expect(request).rejects.toMatchObject(closed);
});

test("the request's own signal still counts", async () => {
  const { gate } = gateOverFetch();
  gate.open();
  const own = new AbortController();
  const request = gate.fetch('http://a/', { signal: own.signal });
  own.abort(new Error('too late'));
  await expect(request).rejects.toThrow('too late');
});
