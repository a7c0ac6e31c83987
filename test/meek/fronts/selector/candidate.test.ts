import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { Front } from '../../../../src/meek/fronts/front.ts';
import { candidateOf, frontKey } from '../../../../src/meek/fronts/selector/candidate.ts';

const front = (input: v.InferInput<typeof Front>) => v.parse(Front, input);

describe('a front’s key', () => {
  test('is its host, as its route’s name is', () => {
    expect(frontKey(front({ host: 'front.example' }))).toBe('front.example');
    expect(frontKey(front({ host: 'front.example', port: 8443 }))).toBe('front.example:8443');
  });

  test('tells fronts apart that are dialled or named differently', () => {
    const host = 'a248.e.akamai.net';
    const keys = [
      front({ host }),
      front({ host, address: '192.0.2.1' }),
      front({ host, address: '192.0.2.2' }),
      front({ host, address: '192.0.2.1', sni: null }),
      front({ host, address: '192.0.2.1', sni: 'cover.example' }),
      front({ host, address: '192.0.2.1', innerHost: 'inner.example' }),
    ].map(frontKey);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test.each([
  [{ host: 'a.example', provider: 'Fastly' }, 'fastly'],
  [{ host: 'd111.cloudfront.net' }, 'cloudfront.net'],
  [{ host: 'localhost' }, 'localhost'],
])('the provider of %o is %s', (input, provider) => {
  expect(candidateOf(front(input)).provider).toBe(provider);
});
