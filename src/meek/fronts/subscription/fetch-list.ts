import type { Fetch } from '../../carrier.ts';
import { INPUT_LIMIT_BYTES } from '../import/limits.ts';

/** Why nothing could be read from a list's URL. */
export type FetchRefusalCode =
  /** No answer, none in time, or a redirection, which could lead anywhere. */
  | 'unreachable'
  /** An answer with another status than 200. */
  | 'bad-status'
  /** More bytes than a list may have. */
  | 'too-large';

export type FetchedList = { readonly bytes: Uint8Array<ArrayBuffer> } | { code: FetchRefusalCode };

/** Tells whoever is asked as little as a request can. */
const QUIETLY: RequestInit = {
  method: 'GET',
  credentials: 'omit',
  referrerPolicy: 'no-referrer',
  cache: 'no-store',
  redirect: 'error',
};

/** Reads what a list's URL answers, and no more of it than a list may have. */
export async function fetchList(
  url: string,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<FetchedList> {
  try {
    const response = await fetch(url, { ...QUIETLY, signal });
    if (response.status !== 200) {
      await response.body?.cancel();
      return { code: 'bad-status' };
    }
    return await readBounded(response);
  } catch {
    return { code: 'unreachable' };
  }
}

async function readBounded({ body }: Response): Promise<FetchedList> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the body.
    if (length > INPUT_LIMIT_BYTES) return { code: 'too-large' };
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return { bytes };
}
