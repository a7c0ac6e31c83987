import { Collector } from '../import/collector.ts';
import { Fields } from '../import/fields.ts';
import { ImportError, type Refusal, type RefusalCode } from '../import/import-error.ts';
import { parseJson } from '../import/parse.ts';
import { readText } from '../import/unpack.ts';
import { fromBase64 } from './base64.ts';
import { readPayload } from './read-payload.ts';
import {
  type FrontList,
  SIGNATURE_BYTES,
  SIGNED_LIST_FORMAT,
  SIGNED_LIST_VERSION,
  signedBytes,
} from './signed-list.ts';

/** Why a fetched list changes nothing. Stable: each has a sentence per language. */
export type ListRefusalCode =
  | RefusalCode
  /** Something else was fetched: a cover page, another document. */
  | 'not-a-signed-list'
  /** The subscription's key is none, or the browser has no Ed25519. */
  | 'unusable-key'
  /** Changed on the way, or signed by somebody else. */
  | 'bad-signature'
  | 'expired'
  /** An older list than the last good one. */
  | 'rolled-back'
  /** The last good list again: nothing is wrong. */
  | 'unchanged';

export type ListOutcome =
  /** `refused` are fronts of the list that cannot be used, perhaps by this version only. */
  | { readonly list: FrontList; readonly refused: readonly Refusal[] }
  | { readonly code: ListRefusalCode };

/**
 * Checks and reads what a subscription's URL answered. Nothing of it is looked at before its
 * signature holds.
 *
 * @param publicKey base64 of the subscription's Ed25519 key
 * @param lastNumber the number of the last good list, `null` before the first
 * @param nowMs milliseconds since 1970
 */
export async function readSubscription(
  bytes: Uint8Array<ArrayBuffer>,
  publicKey: string,
  lastNumber: number | null,
  nowMs: number,
): Promise<ListOutcome> {
  try {
    const { payload, signature } = readEnvelope(await readText(bytes));
    const key = await importKey(publicKey);
    if (!key) return { code: 'unusable-key' };
    const isSigned = await crypto.subtle.verify('Ed25519', key, signature, signedBytes(payload));
    if (!isSigned) return { code: 'bad-signature' };
    const { list, refused } = readPayload(payload);
    if (nowMs >= list.expiresAtMs) return { code: 'expired' };
    if (lastNumber !== null && list.number < lastNumber) return { code: 'rolled-back' };
    if (list.number === lastNumber) return { code: 'unchanged' };
    return { list, refused };
  } catch (error) {
    if (error instanceof ImportError) return { code: error.code };
    if (error instanceof NoSignedList) return { code: 'not-a-signed-list' };
    throw error;
  }
}

class NoSignedList extends Error {
  override readonly name = 'NoSignedList';
}

interface Envelope {
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
}

function readEnvelope(text: string): Envelope {
  if (!text.trimStart().startsWith('{')) throw new NoSignedList();
  const fields = new Fields(parseJson(text), '', new Collector());
  if (fields.text('format') !== SIGNED_LIST_FORMAT) throw new NoSignedList();
  const version = fields.number('version');
  if (version !== SIGNED_LIST_VERSION) throw new ImportError('unsupported-version');
  const payload = fromBase64(fields.requiredText('payload'));
  const signature = fromBase64(fields.requiredText('signature'));
  if (!payload || signature?.length !== SIGNATURE_BYTES) throw new NoSignedList();
  return { payload, signature };
}

async function importKey(publicKey: string): Promise<CryptoKey | undefined> {
  const raw = fromBase64(publicKey);
  if (!raw) return undefined;
  try {
    return await crypto.subtle.importKey('raw', raw, 'Ed25519', false, ['verify']);
  } catch {
    return undefined;
  }
}
