import { blackholedFront } from './blackholed-front.ts';
import { bufferingEdge } from './buffering-edge.ts';
import { cutConnections } from './cut-connections.ts';
import { duplicateReorder } from './duplicate-reorder.ts';
import type { Fault, FaultEnvironment, Handler } from './fault.ts';
import { idleCut } from './idle-cut.ts';
import { lostResponses } from './lost-responses.ts';
import { type Stripped, stripHeaders } from './strip-headers.ts';
import { unavailableBursts } from './unavailable-bursts.ts';

/** Makes a fault of its parameters; those that are not given have a default. */
type MakeFault = (parameters: readonly string[], environment: FaultEnvironment) => Fault;

const FAULTS = {
  'lost-responses': ([every]) => lostResponses(count(every, 4)),
  'cut-connections': ([meanMs], environment) => cutConnections(count(meanMs, 500), environment),
  'duplicate-reorder': ([maxDelayMs], environment) =>
    duplicateReorder(count(maxDelayMs, 50), environment),
  '503-bursts': ([burstMs, calmMs], environment) =>
    unavailableBursts({ ...bursts(burstMs, calmMs), status: 503, isRead: true }, environment),
  'early-refusals': ([status, burstMs, calmMs], environment) => {
    const refusal = { status: errorStatus(status, 503), isRead: false };
    return unavailableBursts({ ...bursts(burstMs, calmMs), ...refusal }, environment);
  },
  'buffering-edge': ([maxBytes]) => bufferingEdge(count(maxBytes, 64 * 1024 * 1024)),
  'idle-cut': ([idleMs]) => idleCut(count(idleMs, 10_000)),
  'strip-headers': ([which = 'both']) => stripHeaders(direction(which)),
  'blackholed-front': ([afterBytes]) => blackholedFront(count(afterBytes, 1_000_000)),
} satisfies Record<string, MakeFault>;

export const FAULT_NAMES = Object.keys(FAULTS);

/** Makes the fault that `NAME[:PARAMETER[,PARAMETER]]` asks for, or throws a `RangeError`. */
export function namedFault(text: string, environment: FaultEnvironment): Fault {
  const [name = '', parameters] = text.split(':', 2);
  if (!Object.hasOwn(FAULTS, name)) throw new RangeError(`There is no fault “${name}”.`);
  const make: MakeFault = FAULTS[name as keyof typeof FAULTS];
  return make(parameters?.split(',') ?? [], environment);
}

/** Puts faults before a handler; an exchange meets the first one first. */
export function withFaults(faults: readonly Fault[], handler: Handler): Handler {
  return faults.reduceRight((next, fault) => fault(next), handler);
}

function bursts(burstMs: string | undefined, calmMs: string | undefined) {
  return { burstMs: count(burstMs, 300), calmMs: count(calmMs, 1_500) };
}

function errorStatus(text: string | undefined, byDefault: number): number {
  const status = count(text, byDefault);
  if (status >= 400 && status <= 599) return status;
  throw new RangeError(`“${text}” is no error status.`);
}

function count(text: string | undefined, byDefault: number): number {
  if (text === undefined) return byDefault;
  if (!/^[1-9]\d{0,11}$/.test(text)) throw new RangeError(`“${text}” is no positive number.`);
  return Number(text);
}

function direction(text: string): Stripped {
  if (text === 'request' || text === 'response' || text === 'both') return text;
  throw new RangeError(`“${text}” is none of request, response and both.`);
}
