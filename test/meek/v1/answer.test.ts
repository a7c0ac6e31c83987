import { describe, expect, test } from 'vitest';
import type { MeekErrorCode } from '../../../src/meek/errors.ts';
import { type Answer, isRetryable, readAnswer } from '../../../src/meek/v1/answer.ts';
import { Refusal } from '../../../src/meek/v1/wire.ts';
import { marked, markedRefusal, page, unmarked, unmarkedRefusal } from '../responses.ts';

/** The meaning of a response, on a route that has or has not carried the marker before. */
async function meaning(response: Response, markerExpected = false) {
  const text = response.status === 200 ? '' : await response.text();
  return outcome(readAnswer(response, text, markerExpected));
}

function outcome(answer: Answer) {
  if (answer.kind !== 'error') return answer.kind;
  return { code: answer.error.code, isFinal: !isRetryable(answer.error) };
}

const final = (code: MeekErrorCode) => ({ code, isFinal: true });
const worthAnotherTry = (code: MeekErrorCode) => ({ code, isFinal: false });

describe('200', () => {
  test('with octets is the downlink', async () => {
    expect(await meaning(marked('x'), true)).toBe('bytes');
    expect(await meaning(unmarked('x'))).toBe('bytes');
  });

  test('with a parameter on its type is the downlink too', async () => {
    const headers = { 'Content-Type': 'application/octet-stream; charset=binary' };
    expect(await meaning(new Response('x', { headers }))).toBe('bytes');
  });

  test('with a page is the front’s, marker or not', async () => {
    expect(await meaning(page(200))).toEqual(worthAnotherTry('MEEK_FRONT_REFUSED'));
    const headers = { 'Content-Type': 'text/html', 'X-Meek-Server': 'frontage' };
    const refused = worthAnotherTry('MEEK_FRONT_REFUSED');
    expect(await meaning(new Response('x', { headers }))).toEqual(refused);
  });

  test('without a type is the front’s', async () => {
    const response = new Response(new Uint8Array(3));
    expect(await meaning(response)).toEqual(worthAnotherTry('MEEK_FRONT_REFUSED'));
  });

  test('without the marker where it was seen before is the front’s', async () => {
    const refused = worthAnotherTry('MEEK_FRONT_REFUSED');
    expect(await meaning(unmarked('x'), true)).toEqual(refused);
  });

  test('with another value of the marker is no better', async () => {
    const headers = { 'Content-Type': 'application/octet-stream', 'X-Meek-Server': 'nginx' };
    const refused = worthAnotherTry('MEEK_FRONT_REFUSED');
    expect(await meaning(new Response('x', { headers }), true)).toEqual(refused);
  });
});

describe('410', () => {
  test('“upstream closed” is the end of the stream', async () => {
    expect(await meaning(markedRefusal(Refusal.upstreamClosed), true)).toBe('ended');
    expect(await meaning(unmarkedRefusal(Refusal.upstreamClosed))).toBe('ended');
  });

  test('“unknown session” is a lost session, never an end', async () => {
    const lost = final('MEEK_SESSION_LOST');
    expect(await meaning(markedRefusal(Refusal.unknownSession), true)).toEqual(lost);
    expect(await meaning(unmarkedRefusal(Refusal.unknownSession))).toEqual(lost);
  });

  test('from a CDN does not cut the stream and call it an end', async () => {
    expect(await meaning(page(410))).toEqual(worthAnotherTry('MEEK_FRONT_REFUSED'));
    expect(await meaning(page(410), true)).toEqual(worthAnotherTry('MEEK_FRONT_REFUSED'));
    const imitated = unmarkedRefusal(Refusal.upstreamClosed);
    expect(await meaning(imitated, true)).toEqual(worthAnotherTry('MEEK_FRONT_REFUSED'));
  });

  test('with words of the server’s that we do not know is not an end either', async () => {
    const unknown = { status: 410, text: 'something new' } as unknown as Refusal;
    expect(await meaning(markedRefusal(unknown), true)).toEqual(final('MEEK_PROTOCOL'));
  });
});

const codes: Record<keyof typeof Refusal, MeekErrorCode | undefined> = {
  notFound: 'MEEK_PROTOCOL',
  badMethod: 'MEEK_PROTOCOL',
  badToken: 'MEEK_TOKEN_REFUSED',
  noSessionId: 'MEEK_PROTOCOL',
  readBody: 'MEEK_PROTOCOL',
  bodyTooLarge: 'MEEK_PROTOCOL',
  badSequence: 'MEEK_PROTOCOL',
  unknownSession: 'MEEK_SESSION_LOST',
  upstreamClosed: undefined,
  upstreamUnreachable: 'MEEK_UPSTREAM_UNREACHABLE',
  upstreamWrite: 'MEEK_UPSTREAM_UNREACHABLE',
  busy: 'MEEK_SERVER_BUSY',
};

describe.each(Object.entries(codes).flatMap(([name, code]) => (code ? [{ name, code }] : [])))(
  'the server’s refusal $name',
  ({ name, code }) => {
    const refusal = Refusal[name as keyof typeof Refusal];

    test(`is ${code} at once when marked`, async () => {
      expect(await meaning(markedRefusal(refusal))).toEqual(final(code));
      expect(await meaning(markedRefusal(refusal), true)).toEqual(final(code));
    });

    test('is known by its text from a server without a marker', async () => {
      expect(await meaning(unmarkedRefusal(refusal))).toEqual(final(code));
    });

    test('is not believed without a marker where one was seen before', async () => {
      expect(await meaning(unmarkedRefusal(refusal), true)).toMatchObject({ isFinal: false });
    });
  },
);

test('a marked refusal that we do not know is final', async () => {
  const internal = { status: 500, text: 'internal error' } as unknown as Refusal;
  expect(await meaning(markedRefusal(internal))).toEqual(final('MEEK_PROTOCOL'));
});

test.each([502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 530])(
  'a CDN’s own %d means that it cannot reach the server, and is worth another try',
  async (status) => {
    expect(await meaning(page(status))).toEqual(worthAnotherTry('MEEK_SERVER_UNREACHABLE'));
  },
);

test.each([301, 400, 403, 404, 405, 421, 429, 500])(
  'a CDN’s own %d is the front refusing, and is worth another try',
  async (status) => {
    expect(await meaning(page(status))).toEqual(worthAnotherTry('MEEK_FRONT_REFUSED'));
  },
);

test('a redirect that the browser hides is the front refusing', () => {
  const hidden = { status: 0, headers: new Headers() };
  const refused = worthAnotherTry('MEEK_FRONT_REFUSED');
  expect(outcome(readAnswer(hidden, '', false))).toEqual(refused);
});
