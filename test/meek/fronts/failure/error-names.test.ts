import { describe, expect, test } from 'vitest';
import { failureCodeOf } from '../../../../src/meek/fronts/failure/error-names.ts';
import { explainByCause } from '../../../../src/meek/fronts/failure/explain.ts';
import type { FrontFailureCode } from '../../../../src/meek/fronts/failure/front-failure.ts';

const NAMES: Record<string, [name: string, code: FrontFailureCode][]> = {
  Chromium: [
    ['net::ERR_NAME_NOT_RESOLVED', 'FRONT_NAME_NOT_RESOLVED'],
    ['net::ERR_CONNECTION_REFUSED', 'FRONT_TCP_REFUSED'],
    ['net::ERR_CONNECTION_TIMED_OUT', 'FRONT_TCP_TIMEOUT'],
    ['net::ERR_CONNECTION_RESET', 'FRONT_TLS_RESET'],
    ['net::ERR_CERT_COMMON_NAME_INVALID', 'FRONT_TLS_NAME_MISMATCH'],
    ['net::ERR_PROXY_CERTIFICATE_INVALID', 'FRONT_TLS_NAME_MISMATCH'],
    ['net::ERR_CERT_DATE_INVALID', 'FRONT_TLS_UNTRUSTED'],
    ['net::ERR_SSL_VERSION_OR_CIPHER_MISMATCH', 'FRONT_TLS_FAILED'],
    ['net::ERR_PROXY_CONNECTION_FAILED', 'FRONT_UNREACHABLE'],
    ['net::ERR_INTERNET_DISCONNECTED', 'FRONT_OFFLINE'],
    ['net::ERR_BLOCKED_BY_CLIENT', 'FRONT_BLOCKED_LOCALLY'],
    ['net::ERR_HTTP2_SERVER_REFUSED_STREAM', 'FRONT_ANSWER_CUT'],
  ],
  Firefox: [
    ['NS_ERROR_UNKNOWN_HOST', 'FRONT_NAME_NOT_RESOLVED'],
    ['NS_ERROR_CONNECTION_REFUSED', 'FRONT_TCP_REFUSED'],
    ['NS_ERROR_NET_TIMEOUT', 'FRONT_TCP_TIMEOUT'],
    ['NS_ERROR_NET_RESET', 'FRONT_TLS_RESET'],
    [
      'Unable to communicate securely with peer: requested domain name does not match the server’s certificate.',
      'FRONT_TLS_NAME_MISMATCH',
    ],
    ['Peer’s Certificate issuer is not recognized.', 'FRONT_TLS_UNTRUSTED'],
    ['SSL peer has no certificate for the requested DNS name.', 'FRONT_TLS_FAILED'],
    ['Der Aussteller ist unbekannt.', 'FRONT_TLS_FAILED'],
  ],
  'Our own dialer': [
    ['DIAL_NAME_NOT_RESOLVED', 'FRONT_NAME_NOT_RESOLVED'],
    ['DIAL_TCP_FAILED', 'FRONT_TCP_REFUSED'],
    ['DIAL_TCP_TIMEOUT', 'FRONT_TCP_TIMEOUT'],
    ['DIAL_TLS_RESET', 'FRONT_TLS_RESET'],
    ['DIAL_TLS_TIMEOUT', 'FRONT_TIMEOUT'],
    ['DIAL_TLS_NAME_MISMATCH', 'FRONT_TLS_NAME_MISMATCH'],
    ['DIAL_TLS_UNTRUSTED', 'FRONT_TLS_UNTRUSTED'],
    ['DIAL_TLS_PIN_MISMATCH', 'FRONT_TLS_UNTRUSTED'],
    ['DIAL_TLS_FAILED', 'FRONT_TLS_FAILED'],
    ['DIAL_CONNECTION_LOST', 'FRONT_ANSWER_CUT'],
    ['LINK_LOST', 'FRONT_BLOCKED_LOCALLY'],
  ],
  Node: [
    ['ENOTFOUND', 'FRONT_NAME_NOT_RESOLVED'],
    ['ECONNREFUSED', 'FRONT_TCP_REFUSED'],
    ['UND_ERR_CONNECT_TIMEOUT', 'FRONT_TCP_TIMEOUT'],
    ['ECONNRESET', 'FRONT_TLS_RESET'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'FRONT_TLS_NAME_MISMATCH'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'FRONT_TLS_UNTRUSTED'],
    ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', 'FRONT_TLS_FAILED'],
  ],
};

describe.for(Object.entries(NAMES))('%s', ([, names]) => {
  test.for(names)('%s is %s', ([name, code]) => {
    expect(failureCodeOf(name)).toBe(code);
  });
});

test.each(['', 'net::', 'ERR_SOMETHING_NEW', 'constructor', '__proto__', 'x'.repeat(10_000)])(
  'any other, such as “%.20s”, is a front that cannot be reached',
  (name) => {
    expect(failureCodeOf(name)).toBe('FRONT_UNREACHABLE');
  },
);

describe('in Node, the error says it itself', () => {
  const caused = (cause: unknown) => new TypeError('fetch failed', { cause });

  test.each([
    [
      'in its cause',
      caused(Object.assign(new Error('read'), { code: 'ECONNRESET' })),
      'ECONNRESET',
    ],
    [
      'in the last of several addresses’',
      caused(
        new AggregateError([new Error(), Object.assign(new Error(), { code: 'ECONNREFUSED' })]),
      ),
      'ECONNREFUSED',
    ],
    ['or not', new TypeError('Failed to fetch'), undefined],
    ['nor does what is no error', 'nothing', undefined],
  ])('%s', async (_, error, name) => {
    await expect(explainByCause('https://front.example/', error)).resolves.toBe(name);
  });

  test('and a cause that is its own ends', async () => {
    const error = new Error('round');
    error.cause = error;
    await expect(explainByCause('', error)).resolves.toBeUndefined();
  });
});

test('an abort’s number is not a name', async () => {
  const error = new DOMException('late', 'TimeoutError');
  await expect(explainByCause('', error)).resolves.toBeUndefined();
});
