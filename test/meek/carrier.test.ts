import { expect, test } from 'vitest';
import type { CarrierEnvironment } from '../../src/meek/carrier.ts';
import { anEnvironment } from './an-environment.ts';

test('surroundings without a fetch do not compile (TestConn_RequiresHTTPClient)', () => {
  const { fetch, ...others } = anEnvironment().environment;
  // @ts-expect-error: `fetch` is missing. The type check fails if this ever compiles.
  const incomplete: CarrierEnvironment = others;
  const complete: CarrierEnvironment = { ...incomplete, fetch };
  expect(complete.fetch).toBeTypeOf('function');
});
