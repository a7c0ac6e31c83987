import { createHash } from 'node:crypto';
import {
  ALPN,
  type ClientHello,
  protocolsOf,
  SERVER_NAME,
  signatureAlgorithmsOf,
  versionsOf,
} from './parse.ts';

const VERSIONS: Record<number, string> = { 772: '13', 771: '12', 770: '11', 769: '10' };
const HASH_CHARACTERS = 12;
const NOTHING = '0'.repeat(HASH_CHARACTERS);

/** Numbers that clients scatter to keep servers tolerant (RFC 8701): 0x0a0a, 0x1a1a, … */
export function isGrease(number: number): boolean {
  return number >> 8 === (number & 0xff) && (number & 0x0f) === 0x0a;
}

/** The JA4 fingerprint of a ClientHello over TCP (FoxIO, "JA4: TLS Client Fingerprinting"). */
export function ja4(hello: ClientHello): string {
  const ciphers = hello.ciphers.filter((cipher) => !isGrease(cipher));
  const extensions = [...hello.extensions.keys()].filter((type) => !isGrease(type));
  const start = [
    `t${versionOf(hello)}`,
    hello.extensions.has(SERVER_NAME) ? 'd' : 'i',
    count(ciphers),
    count(extensions),
    firstProtocol(hello),
  ].join('');
  const listed = extensions.filter((type) => type !== SERVER_NAME && type !== ALPN);
  return [start, hash(sorted(ciphers)), hash(sorted(listed), algorithmsOf(hello))].join('_');
}

function versionOf(hello: ClientHello): string {
  const highest = Math.max(...versionsOf(hello).filter((version) => !isGrease(version)));
  return VERSIONS[highest] ?? '00';
}

/** Two digits. */
function count(numbers: readonly number[]): string {
  return String(Math.min(numbers.length, 99)).padStart(2, '0');
}

/** The first and the last character of the protocol that the client likes best. */
function firstProtocol(hello: ClientHello): string {
  const [first] = protocolsOf(hello);
  return first ? `${first.at(0)}${first.at(-1)}` : '00';
}

/** In the order in which they were sent. */
function algorithmsOf(hello: ClientHello): string[] {
  return signatureAlgorithmsOf(hello)
    .filter((algorithm) => !isGrease(algorithm))
    .map(fourDigits);
}

function sorted(numbers: readonly number[]): string[] {
  return numbers.map(fourDigits).sort();
}

function fourDigits(number: number): string {
  return number.toString(16).padStart(4, '0');
}

function hash(...lists: string[][]): string {
  const text = lists.filter((list) => list.length > 0).join('_');
  if (text === '') return NOTHING;
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_CHARACTERS);
}
