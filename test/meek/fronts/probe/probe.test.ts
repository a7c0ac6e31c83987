import { describe, expect, test } from 'vitest';
import { explainByCause } from '../../../../src/meek/fronts/failure/explain.ts';
import { type ProbeOptions, probeFront } from '../../../../src/meek/fronts/probe/probe.ts';
import { Refusal } from '../../../../src/meek/v1/wire.ts';
import {
  encodeHello,
  encodePad,
  encodeProof,
  encodeReset,
} from '../../../../src/meek/v2/frames.ts';
import { Arrived, ResetCode } from '../../../../src/meek/v2/wire.ts';
import { anEnvironment, ROUTE, someOptions } from '../../an-environment.ts';
import { markedRefusal, page, unmarkedRefusal } from '../../responses.ts';
import { settled } from '../../settled.ts';

const never = new AbortController().signal;
const PIN = `${'A'.repeat(43)}=`;

const hello = encodeHello({ maxBodyBytes: 1_049_600 });
/** The nonce is what the environment's random gives. */
const nonce = new Uint8Array(32).fill(0xab);
const proof = (flags: number = Arrived.contentType, of = nonce) =>
  encodeProof({ flags, nonce: of, signed: null });

function start(options: Partial<ProbeOptions> = {}, signal = never) {
  const surroundings = anEnvironment();
  const all: ProbeOptions = {
    meek: someOptions({ authToken: 's3cret' }),
    serverPin: null,
    isV2: false,
    limitMs: 3_000,
    explain: explainByCause,
    ...options,
  };
  const outcome = probeFront(ROUTE, all, surroundings.environment, signal);
  outcome.catch(() => {});
  return { ...surroundings, outcome };
}

/** A 200 whose body the test writes. */
function streamedAnswer() {
  const { readable, writable } = new TransformStream<
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>
  >();
  const writer = writable.getWriter();
  return {
    response: new Response(readable),
    write: async (...frames: Uint8Array<ArrayBuffer>[]) => {
      for (const frame of frames) void writer.write(frame);
      await settled();
    },
    end: () => writer.close(),
    cut: () => writer.abort(new TypeError('network error')),
  };
}

const framed = (...frames: Uint8Array<ArrayBuffer>[]) => new Response(new Blob(frames));

describe('the question', () => {
  test('has the token, and names no session that a v1 server could open', async () => {
    const { server } = start();
    const { headers } = await server.next();
    expect(Object.fromEntries(headers)).toEqual({
      'content-type': 'application/octet-stream; v=2',
      'x-meek-auth': 's3cret',
    });
  });

  test('tries the headers of a session where the server is known', async () => {
    const { server } = start({ isV2: true });
    expect((await server.next()).headers.get('X-Session-Id')).toBe('ab'.repeat(16));
  });

  test('is as long as was asked for', async () => {
    const { server } = start({ bodyBytes: 65_536 });
    expect((await server.next()).body).toHaveLength(65_536);
  });
});

describe('a proof', () => {
  test('tells the time until it came, and what the server takes', async () => {
    const { server, clock, outcome } = start();
    const sent = await server.next();
    clock.advance(300);
    sent.respond(framed(hello, proof()));
    await expect(outcome).resolves.toMatchObject({
      version: 2,
      proof: 'fresh',
      rttMs: 300,
      maxBodyBytes: 1_049_600,
      streams: null,
      rewritesType: false,
    });
    expect(clock.scheduledCount).toBe(0);
  });

  test('of an earlier question is none: a CDN has stored it', async () => {
    const { server, outcome } = start();
    (await server.next()).respond(framed(hello, proof(0, new Uint8Array(32))));
    await expect(outcome).rejects.toMatchObject({ code: 'FRONT_NOT_PROVEN' });
  });

  test('without a signature is none where the profile has a key', async () => {
    const { server, outcome } = start({ serverPin: PIN });
    (await server.next()).respond(framed(hello, proof()));
    await expect(outcome).rejects.toMatchObject({ code: 'FRONT_NOT_PROVEN' });
  });

  test('without the session’s header is no front for sessions', async () => {
    const { server, outcome } = start({ isV2: true });
    (await server.next()).respond(framed(hello, proof(Arrived.contentType)));
    await expect(outcome).rejects.toMatchObject({ code: 'FRONT_HEADERS_STRIPPED' });
  });

  test('says that the content type was rewritten', async () => {
    const { server, outcome } = start();
    (await server.next()).respond(framed(hello, proof(0)));
    await expect(outcome).resolves.toMatchObject({ rewritesType: true });
  });
});

describe('a server that cannot prove itself', () => {
  test.each([
    [
      'v2, which does not know the question',
      () => framed(hello, encodeReset(ResetCode.protocol)),
      2,
    ],
    ['Lantern’s', () => unmarkedRefusal(Refusal.noSessionId), 1],
    ['Tor’s', () => new Response('Bad request.\n', { status: 400 }), 1],
  ] as const)(
    '%s counts by its words, unless the profile has a key',
    async (_, respond, version) => {
      const { server, outcome } = start();
      (await server.next()).respond(respond());
      await expect(outcome).resolves.toMatchObject({ version, proof: 'marker' });
      const pinned = start({ serverPin: PIN });
      (await pinned.server.next()).respond(respond());
      await expect(pinned.outcome).rejects.toMatchObject({ code: 'FRONT_NOT_PROVEN' });
    },
  );
});

describe('an answer is told apart:', () => {
  test.each([
    ['a cover page', page(200), 'FRONT_WRONG_SERVER', 200],
    ['a redirect', new Response(null, { status: 302 }), 'FRONT_WRONG_SERVER', 302],
    ['a CDN that forbids', page(403), 'FRONT_CDN_REFUSED', 403],
    ['a CDN that knows no such host', page(421), 'FRONT_CDN_REFUSED', 421],
    ['a CDN for which the body is too large', page(413), 'FRONT_CDN_REFUSED', 413],
    ['a CDN that cannot reach the server', page(502), 'FRONT_SERVER_UNREACHABLE', 502],
    ['Cloudflare that cannot', page(523), 'FRONT_SERVER_UNREACHABLE', 523],
    ['a wrong path at the server', markedRefusal(Refusal.notFound), 'FRONT_WRONG_SERVER', 404],
    [
      'a v1 server that refuses the token',
      unmarkedRefusal(Refusal.badToken),
      'FRONT_TOKEN_REFUSED',
      403,
    ],
    ['an echo of the question', framed(hello), 'FRONT_ANSWER_CUT', null],
    [
      'a v2 server that refuses the token',
      framed(hello, encodeReset(ResetCode.unauthorized)),
      'FRONT_TOKEN_REFUSED',
      null,
    ],
    [
      'a server without room',
      framed(hello, encodeReset(ResetCode.busy)),
      'FRONT_SERVER_BUSY',
      null,
    ],
    [
      'a server that got half the question',
      framed(hello, encodeReset(ResetCode.truncated)),
      'FRONT_ANSWER_CUT',
      null,
    ],
    ['a page without end', new Response('x'.repeat(100_000)), 'FRONT_WRONG_SERVER', 200],
  ])('%s', async (_, response, code, status) => {
    const { server, outcome } = start();
    (await server.next()).respond(response);
    await expect(outcome).rejects.toMatchObject({ name: 'FrontFailure', code, status });
  });

  test('one that breaks off', async () => {
    const { server, outcome } = start();
    const { response, write, cut } = streamedAnswer();
    (await server.next()).respond(response);
    await write(hello);
    await cut();
    await expect(outcome).rejects.toMatchObject({ code: 'FRONT_ANSWER_CUT' });
  });
});

describe('no answer', () => {
  test('is what the network stack calls it', async () => {
    const { server, outcome } = start({ explain: async () => 'net::ERR_CERT_COMMON_NAME_INVALID' });
    (await server.next()).fail();
    await expect(outcome).rejects.toMatchObject({ code: 'FRONT_TLS_NAME_MISMATCH' });
  });

  test('is a front that cannot be reached where nobody says why', async () => {
    const { server, outcome } = start();
    (await server.next()).fail();
    await expect(outcome).rejects.toMatchObject({ code: 'FRONT_UNREACHABLE' });
  });

  test('in time is a timeout', async () => {
    const { server, outcome, clock } = start();
    await server.next();
    clock.advance(3_000);
    await expect(outcome).rejects.toMatchObject({ code: 'FRONT_TIMEOUT' });
  });

  test('because the caller gave up is the caller’s reason, and leaves no timer', async () => {
    const abort = new AbortController();
    const { server, outcome, clock } = start({}, abort.signal);
    await server.next();
    abort.abort(new Error('switched off'));
    await expect(outcome).rejects.toThrow('switched off');
    expect(clock.scheduledCount).toBe(0);
  });
});

describe('a pause', () => {
  const PAUSE_MS = 12_000;

  async function asked(pauseMs = PAUSE_MS) {
    const started = start({ pauseMs });
    const answer = streamedAnswer();
    const sent = await started.server.next();
    started.clock.advance(300);
    return { ...started, ...answer, sent };
  }

  test('before which the proof arrives shows a route that streams', async () => {
    const { sent, response, write, end, clock, outcome } = await asked();
    sent.respond(response);
    await write(hello, proof());
    clock.advance(PAUSE_MS);
    await write(encodePad());
    await end();
    await expect(outcome).resolves.toMatchObject({ streams: true, rttMs: 300, idleCutMs: null });
  });

  test('after which all arrives shows a route that buffers', async () => {
    const { sent, clock, outcome } = await asked();
    clock.advance(PAUSE_MS);
    sent.respond(framed(hello, proof(), encodePad()));
    await expect(outcome).resolves.toMatchObject({ streams: false, rttMs: 300, idleCutMs: null });
  });

  test.each(['cut', 'end'] as const)('during which the answer is %s shows a rule', async (how) => {
    const { sent, response, write, clock, outcome, ...answer } = await asked();
    sent.respond(response);
    await write(hello, proof());
    clock.advance(10_000);
    await answer[how]();
    await expect(outcome).resolves.toMatchObject({ streams: true, idleCutMs: 10_000 });
  });

  test('that the server does not make shows nothing', async () => {
    const { sent, outcome } = await asked();
    sent.respond(framed(hello, proof()));
    await expect(outcome).resolves.toMatchObject({ streams: null, idleCutMs: null });
  });
});
