import { frontFields } from '../export/json.ts';
import { toBase64 } from './base64.ts';
import {
  type FrontList,
  SIGNED_LIST_FORMAT,
  SIGNED_LIST_VERSION,
  signedBytes,
} from './signed-list.ts';

/** The document to publish. `privateKey` is an Ed25519 key of WebCrypto that may sign. */
export async function signList(list: FrontList, privateKey: CryptoKey): Promise<string> {
  const { number, expiresAtMs, fronts, urls } = list;
  const expires = new Date(expiresAtMs).toISOString();
  const fields = { number, expires, ...(urls && { urls }), fronts: fronts.map(frontFields) };
  return signPayload(new TextEncoder().encode(JSON.stringify(fields)), privateKey);
}

/** The envelope of any payload. */
export async function signPayload(payload: Uint8Array, privateKey: CryptoKey): Promise<string> {
  const signature = await crypto.subtle.sign('Ed25519', privateKey, signedBytes(payload));
  const envelope = {
    format: SIGNED_LIST_FORMAT,
    version: SIGNED_LIST_VERSION,
    payload: toBase64(payload),
    signature: toBase64(new Uint8Array(signature)),
  };
  return `${JSON.stringify(envelope)}\n`;
}
