import { onTestFinished } from 'vitest';
import type { CarrierObserver } from '../../../src/meek/carrier.ts';
import type { Random } from '../../../src/meek/random.ts';
import { openSession } from '../../../src/meek/v1/session.ts';
import { anEnvironment, someOptions } from '../an-environment.ts';

interface Setting {
  readonly options?: Parameters<typeof someOptions>[0];
  readonly signal?: AbortSignal;
  readonly random?: Random;
  readonly observer?: CarrierObserver;
}

/** A session whose server, clock and randomness are the test's. */
export function openTestSession({ options, signal, ...parts }: Setting = {}) {
  const { clock, server, environment } = anEnvironment(parts);
  const pipe = openSession(someOptions(options), environment, signal);
  const reader = pipe.readable.getReader();
  const writer = pipe.writable.getWriter();
  reader.closed.catch(() => {});
  writer.closed.catch(() => {});
  onTestFinished(() => reader.cancel().catch(() => {}));
  return { pipe, reader, writer, clock, server };
}

export const bytesOf = (text: string) => new TextEncoder().encode(text);

export async function readText(reader: ReadableStreamDefaultReader<Uint8Array>) {
  const { value } = await reader.read();
  return new TextDecoder().decode(value);
}
