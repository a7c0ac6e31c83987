import { beforeEach, expect, test, vi } from 'vitest';
import type { Snapshot } from '../../src/background/messages.ts';
import { SnapshotPort } from '../../src/background/snapshot-port.ts';
import { aSnapshot, ON } from '../popup/snapshots.ts';
import { connectPort, forgetListeners } from './fake-ports.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('./fake-ports.ts')).portsBrowser,
}));

beforeEach(forgetListeners);

function portUnderTest(first: Snapshot) {
  const told = { snapshot: first };
  const onLastGone = vi.fn();
  const keep = vi.fn();
  const snapshots = new SnapshotPort(async () => told.snapshot, keep, onLastGone);
  const connect = () => connectPort('snapshots');
  return { snapshots, told, connect, onLastGone, keep };
}

test('a popup is told all once, and then what has changed', async () => {
  const first = aSnapshot();
  const { snapshots, told, connect, keep } = portUnderTest(first);
  const { port, disconnect } = connect();
  await snapshots.push();
  expect(port.postMessage.mock.calls[0]).toEqual([first]);
  told.snapshot = { ...first, state: ON };
  await snapshots.push();
  expect(port.postMessage).toHaveBeenLastCalledWith({ state: ON });
  expect(keep).toHaveBeenLastCalledWith(told.snapshot);
  disconnect();
});

test('each popup is told all, whatever others know', async () => {
  const { snapshots, told, connect } = portUnderTest(aSnapshot());
  const early = connect();
  await snapshots.push();
  const late = connect();
  await snapshots.push();
  expect(late.port.postMessage.mock.calls[0]).toEqual([told.snapshot]);
  early.disconnect();
  late.disconnect();
});

test('it is told when the last popup is gone', () => {
  const { connect, onLastGone } = portUnderTest(aSnapshot());
  const [one, other] = [connect(), connect()];
  one.disconnect();
  expect(onLastGone).not.toHaveBeenCalled();
  other.disconnect();
  expect(onLastGone).toHaveBeenCalledOnce();
});
