import { expect, test } from 'vitest';
import { DialError } from '../../src/server/dial.ts';
import {
  type DropSession,
  logFailedDial,
  SessionTable,
  type TableSession,
} from '../../src/server/session-table.ts';
import { ManualClock } from '../meek/manual-clock.ts';
import { recordingLog } from './server-under-test.ts';

interface FakeSession extends TableSession {
  isOver: boolean;
  isBeingRead?: boolean;
}

function setUp(maxSessions = 10) {
  const clock = new ManualClock();
  const log = recordingLog();
  const dropped: Parameters<DropSession>[] = [];
  const options = { clock, log, expiryMs: 1_000, maxSessions };
  const table = new SessionTable<FakeSession>(options, (...drop) => {
    dropped.push(drop);
    table.delete(drop[0]);
  });
  const add = (id: string, session: FakeSession = { isOver: false }) => {
    table.add(id, session);
    return session;
  };
  return { clock, log, table, dropped, add };
}

test('a session expires when it was not used for so long', () => {
  const { clock, table, dropped, add } = setUp();
  const session = add('used');
  add('unused');
  clock.advance(900);
  expect(table.use('used')).toBe(session);
  clock.advance(100);
  expect(dropped).toEqual([['unused', 'expired']]);
  clock.advance(900);
  expect(table.ids).toEqual([]);
  expect(clock.scheduledCount).toBe(0);
});

test('not while it is being read', () => {
  const { clock, table, add } = setUp();
  const session = add('read', { isOver: false, isBeingRead: true });
  clock.advance(10_000);
  session.isBeingRead = false;
  clock.advance(900);
  expect(table.has('read')).toBe(true);
  clock.advance(1_100);
  expect(table.has('read')).toBe(false);
});

test('looking whether a session is there does not use it', () => {
  const { clock, table, add } = setUp();
  add('looked at');
  clock.advance(900);
  expect(table.has('looked at')).toBe(true);
  clock.advance(100);
  expect(table.use('looked at')).toBeUndefined();
});

test('a full table gives up the oldest that is over, and none that lives', () => {
  const { table, dropped, add } = setUp(3);
  const first = add('first');
  const second = add('second');
  expect(table.makeRoom()).toBe(true);
  add('third');
  expect(table.makeRoom()).toBe(false);
  second.isOver = true;
  first.isOver = true;
  expect(table.liveCount).toBe(1);
  expect(table.makeRoom()).toBe(true);
  expect(dropped).toEqual([['first', 'over']]);
  expect(table.ids).toEqual(['second', 'third']);
});

test('what is deleted leaves no timer behind', () => {
  const { clock, table, add } = setUp();
  const session = add('one');
  expect(table.delete('one')).toBe(session);
  expect(table.delete('one')).toBeUndefined();
  expect(clock.scheduledCount).toBe(0);
});

test('a failed dial is a warning without a session, unless it was called off', () => {
  const log = recordingLog();
  logFailedDial(log, 'secret-id', new DialError('DIAL_REFUSED', 'refused'));
  logFailedDial(log, 'secret-id', new DialError('DIAL_ABORTED', 'called off'));
  expect(log.records.map(([level]) => level)).toEqual(['warn', 'debug', 'debug']);
  expect(JSON.stringify(log.records[0])).not.toContain('secret-id');
});
