import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spkiPinOf } from '../../tunnel/spki-pin.ts';
import { selfSignedCertificate } from './certificate.ts';

/** The key by which clients know this server. */
export interface Identity {
  /** Private key and certificate, one after the other. */
  readonly pem: string;
  /** What clients pin: base64 of the SHA-256 of the key's SubjectPublicKeyInfo. */
  readonly pin: string;
}

/** The key cannot be read or kept. `message` is a sentence for the operator. */
export class IdentityError extends Error {
  override readonly name = 'IdentityError';
  readonly code = 'IDENTITY';
}

const FILE_NAME = 'tunnel-key.pem';

/** Reads the key that is kept in `folder`; makes it first where there is none. */
export function keepIdentity(folder: string): Identity {
  const path = join(folder, FILE_NAME);
  try {
    const pem = read(path) ?? create(folder, path);
    return { pem, pin: spkiPinOf(createPublicKey(createPrivateKey(pem))) };
  } catch (error) {
    const { message } = error as Error;
    throw new IdentityError(`cannot keep the tunnel's key in ${path}: ${message}`, {
      cause: error,
    });
  }
}

/** A new key and its certificate. */
export function createIdentityPem(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }) + selfSignedCertificate(privateKey);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Whole or not at all, also when two servers start at once: the first one's key stays. */
function create(folder: string, path: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, createIdentityPem(), { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
  return readFileSync(path, 'utf8');
}
