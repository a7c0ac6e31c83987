import type { MeekOptions } from '../options.ts';
import { Header } from '../v1/wire.ts';
import { concatenate } from './concatenate.ts';
import type { Downlink, PendingRead } from './downlink.ts';
import {
  encodeAck,
  encodeDataHeader,
  encodeFin,
  encodeHello,
  encodeRead,
  encodeReset,
} from './frames.ts';
import type { Post } from './uplink.ts';
import { CONTENT_TYPE, ResetCode } from './wire.ts';

/** What the frames around a post's bytes may take, in bytes. */
export const FRAMING_BYTES = 512;

/** Of these the headers of DATA, FIN and READ. */
const WORK_FRAMING_BYTES = 64;

export interface RequestsOptions {
  readonly id: string;
  readonly options: MeekOptions;
  readonly downlink: Downlink;
}

/** A session's requests: their headers, and the frames that they are made of. */
export class Requests {
  readonly #id: string;
  readonly #options: MeekOptions;
  readonly #downlink: Downlink;

  constructor({ id, options, downlink }: RequestsOptions) {
    this.#id = id;
    this.#options = options;
    this.#downlink = downlink;
  }

  get headers(): Record<string, string> {
    return { ...this.#options.headers, 'Content-Type': CONTENT_TYPE, [Header.sessionId]: this.#id };
  }

  /** @param opens the server cannot know the session yet */
  body(opens: boolean, post: Post | undefined, read: PendingRead | undefined): Uint8Array {
    const chunks = this.#preamble(opens);
    if (post && post.endOffset > post.offset) {
      chunks.push(encodeDataHeader(post.offset, post.endOffset - post.offset), ...post.chunks);
    }
    if (post?.isLast) chunks.push(encodeFin(post.endOffset));
    if (read) chunks.push(encodeRead({ ...read, limitBytes: read.endOffset - read.from }));
    return concatenate(chunks);
  }

  /** What a body has at most besides a post's bytes. */
  get framingBytes(): number {
    return concatenate(this.#preamble(false)).length + WORK_FRAMING_BYTES;
  }

  /** Ends the session at the server. */
  farewell(): Uint8Array {
    return concatenate([...this.#preamble(false), encodeReset(ResetCode.closed)]);
  }

  #preamble(opens: boolean): Uint8Array[] {
    return [
      encodeHello({ opens, token: this.#options.authToken ?? '' }),
      encodeAck(this.#downlink.confirmedOffset, this.#downlink.limitOffset),
    ];
  }
}
