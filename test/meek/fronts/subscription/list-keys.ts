/** A key that signs lists, and its public half as a subscription holds it. */
export interface ListKeys {
  readonly privateKey: CryptoKey;
  readonly publicKey: string;
}

export async function newListKeys(): Promise<ListKeys> {
  const keys = (await crypto.subtle.generateKey('Ed25519', true, ['sign'])) as CryptoKeyPair;
  const raw = await crypto.subtle.exportKey('raw', keys.publicKey);
  return { privateKey: keys.privateKey, publicKey: Buffer.from(raw).toString('base64') };
}
