import { expect, test } from 'vitest';
import { troubleOf } from '../../../src/helper/connect/trouble.ts';
import { FrontDialError } from '../../../src/helper/native/front-dial-error.ts';
import { MeekError } from '../../../src/meek/errors.ts';
import { TunnelError } from '../../../src/tunnel/errors.ts';

const reset = new FrontDialError('DIAL_TLS_RESET', 'cdn.example was cut off.');
const unreachable = (cause?: Error) =>
  new MeekError('MEEK_FRONT_UNREACHABLE', 'cdn.example did not answer', { cause });

test.each([
  ['the dial under it', unreachable(reset), 'front', 'DIAL_TLS_RESET'],
  ['the carrier itself', unreachable(new Error('too late')), 'front', 'MEEK_FRONT_UNREACHABLE'],
  ['the server', new MeekError('MEEK_SERVER_BUSY', ''), 'server', 'MEEK_SERVER_BUSY'],
  ['the tunnel', new TunnelError('TUNNEL_WRONG_PIN', ''), 'server', 'TUNNEL_WRONG_PIN'],
])('%s names the layer', (_what, error, layer, code) => {
  expect(troubleOf(error)).toMatchObject({ layer, code });
});

test('of many fronts the one that came furthest says what is wrong', () => {
  const unresolved = new FrontDialError('DIAL_NAME_NOT_RESOLVED', '');
  const refused = new MeekError('MEEK_TOKEN_REFUSED', '');
  const failures = [unreachable(unresolved), refused, unreachable(reset)];
  expect(troubleOf(new AggregateError(failures)).code).toBe('MEEK_TOKEN_REFUSED');
  expect(troubleOf(new AggregateError(failures.filter((one) => one !== refused))).code).toBe(
    'DIAL_TLS_RESET',
  );
});

test('what nobody foresaw is ours', () => {
  expect(troubleOf(new RangeError('odd'))).toEqual({
    layer: 'here',
    code: 'INTERNAL',
    sentence: 'Something failed here: RangeError: odd',
  });
});
