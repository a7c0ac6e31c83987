import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { toBase64 } from '../../src/link/base64.ts';
import { MAX_PAYLOAD_BYTES } from '../../src/link/frames.ts';
import {
  isPipeFrame,
  JsonPipeFrame,
  MAX_MESSAGE_BYTES,
  ToExtension,
  ToHelper,
} from '../../src/link/messages.ts';

const PROFILE_ID = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const helloToHelper = { type: 'hello', protocol: 1, version: '0.1.0', profileId: PROFILE_ID };
const helloToExtension = {
  type: 'hello',
  protocol: 1,
  version: '0.1.0',
  capabilities: ['socks5'],
  relayPid: 1,
  agentPid: 2,
};
const frames = [
  { type: 'open', pipe: 1, windowBytes: 1024 },
  { type: 'data', pipe: 1, payload: 'AAAA' },
  { type: 'end', pipe: 0x7fff_ffff },
  { type: 'reset', pipe: 1, code: 'ABORTED', message: 'why' },
  { type: 'credit', pipe: 1, bytes: 1 },
];

const aSystemProxyStatus = {
  ...{ state: 'elsewhere', place: 'kde', shellFile: '/home/me/proxy.env' },
  problem: { code: 'held', detail: 'Another browser has them.' },
};

test.each([
  helloToHelper,
  { type: 'listen', preferredPort: 1080 },
  { type: 'stop-listening' },
  { type: 'name-network' },
  { type: 'system-proxy', want: 'on', takesOver: false },
  { type: 'pin-edges', edges: [{ host: 'cdn.example', port: 443, address: '192.0.2.1' }] },
  ...frames,
])('the helper takes $type', (message) => {
  expect(v.parse(ToHelper, message)).toEqual(message);
});

test.each([
  helloToExtension,
  { type: 'listening', port: 1080 },
  { type: 'edges-pinned', port: 1081 },
  { type: 'stopped' },
  { type: 'network', name: '0123456789abcdef' },
  { type: 'problem', code: 'HELPER_NO_PORT', message: 'in use' },
  { type: 'system-proxy', status: aSystemProxyStatus },
  ...frames,
])('the extension takes $type', (message) => {
  expect(v.parse(ToExtension, message)).toEqual(message);
});

test('frames are told from control messages', () => {
  expect(frames.every(isPipeFrame)).toBe(true);
  expect(isPipeFrame({ type: 'hello' })).toBe(false);
});

test('a full data frame is taken, and fits a message with room to spare', () => {
  const payload = toBase64(new Uint8Array(MAX_PAYLOAD_BYTES));
  const frame = { type: 'data', pipe: 0x7fff_ffff, payload };
  expect(v.is(JsonPipeFrame, frame)).toBe(true);
  expect(JSON.stringify(frame).length).toBeLessThan(MAX_MESSAGE_BYTES);
  expect(v.is(JsonPipeFrame, { ...frame, payload: `${payload}AAAA` })).toBe(false);
});

describe.each([
  ['nothing', undefined],
  ['null', null],
  ['a text', 'hello'],
  ['a list', []],
  ['no type', { pipe: 1 }],
  ['an unknown type', { type: 'shutdown' }],
  ['a type off a prototype', { type: 'constructor' }],
  ['a pipe without a number', { type: 'open' }],
  ['pipe 0', { type: 'open', pipe: 0 }],
  ['a pipe below 0', { type: 'open', pipe: -1 }],
  ['a pipe between numbers', { type: 'open', pipe: 1.5 }],
  ['a pipe beyond 31 bits', { type: 'open', pipe: 0x8000_0000 }],
  ['a pipe that is a text', { type: 'open', pipe: '1' }],
  ['data without a payload', { type: 'data', pipe: 1 }],
  ['data of bytes', { type: 'data', pipe: 1, payload: [1, 2] }],
  ['a reset without a code', { type: 'reset', pipe: 1, message: '' }],
  ['a reset with a code of its own making', { type: 'reset', pipe: 1, code: 'a b', message: '' }],
  ['a reset with a novel', { type: 'reset', pipe: 1, code: 'X', message: 'x'.repeat(501) }],
  ['no credit', { type: 'credit', pipe: 1, bytes: 0 }],
  ['credit below 0', { type: 'credit', pipe: 1, bytes: -1 }],
  ['endless credit', { type: 'credit', pipe: 1, bytes: Infinity }],
])('%s', (_, message) => {
  test('is no message at either end', () => {
    expect(v.is(ToHelper, message)).toBe(false);
    expect(v.is(ToExtension, message)).toBe(false);
  });
});

test.each([
  ['a profile that is no UUID', { ...helloToHelper, profileId: '../../etc' }],
  ['a version that is a novel', { ...helloToHelper, version: 'v'.repeat(41) }],
  ['no port', { type: 'listen' }],
  ['port 0', { type: 'listen', preferredPort: 0 }],
  ['a port beyond 65535', { type: 'listen', preferredPort: 65_536 }],
  ['a wish for the system that is none', { type: 'system-proxy', want: 'maybe', takesOver: false }],
  ['what only the extension is told', { type: 'listening', port: 1080 }],
])('the helper does not take %s', (_, message) => {
  expect(v.is(ToHelper, message)).toBe(false);
});

test.each([
  ['51 capabilities', { ...helloToExtension, capabilities: Array(51).fill('x') }],
  ['a process without a number', { ...helloToExtension, agentPid: '2' }],
  ['a problem whose code is none', { type: 'problem', code: 'no code', message: '' }],
  [
    'a system that is not known',
    { type: 'system-proxy', status: { ...aSystemProxyStatus, place: 'beos' } },
  ],
  ['what only the helper is told', { type: 'stop-listening' }],
  ['a network by a name that says something', { type: 'network', name: '192.168.1.0/24' }],
])('the extension does not take %s', (_, message) => {
  expect(v.is(ToExtension, message)).toBe(false);
});
