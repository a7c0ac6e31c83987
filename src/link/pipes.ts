import { LinkError } from './errors.ts';
import type { SendFrame } from './frame-channel.ts';
import { DEFAULT_WINDOW_BYTES, type PipeFrame, type SessionPoint } from './frames.ts';
import { LinkPipe } from './link-pipe.ts';

/** Pipes open at once over one link: far more than a browser and its programs use. */
export const MAX_PIPES = 1024;

type OpenFrame = PipeFrame & { type: 'open' };

export interface OpenOptions {
  /** What each side may send before the other has used it. */
  readonly windowBytes?: number;
  readonly session?: SessionPoint;
}

/** All pipes of one link, the same at both ends. Only one end opens. */
export class LinkPipes {
  readonly #send: SendFrame;
  readonly #onOpen: ((pipe: LinkPipe) => void) | undefined;
  readonly #pipes = new Map<number, LinkPipe>();
  #lastId = 0;

  /**
   * @param send hands a frame to the other end, in order
   * @param onOpen what this end does with a pipe that the other opened; absent where it may not
   */
  constructor(send: SendFrame, onOpen?: (pipe: LinkPipe) => void) {
    this.#send = send;
    this.#onOpen = onOpen;
  }

  get size(): number {
    return this.#pipes.size;
  }

  /** @throws LinkError when too many are open */
  open({ windowBytes = DEFAULT_WINDOW_BYTES, session }: OpenOptions = {}): LinkPipe {
    if (this.#pipes.size >= MAX_PIPES) {
      throw new LinkError('LINK_FULL', `${MAX_PIPES} connections are open already.`);
    }
    const frame = { type: 'open', pipe: ++this.#lastId, windowBytes, session } as const;
    const pipe = this.#add(frame);
    this.#send(frame);
    return pipe;
  }

  /** @throws LinkError when the frame breaks the rules: the link is of no use any more */
  receive(frame: PipeFrame): void {
    if (frame.type === 'open') return this.#accept(frame);
    // Frames may still be on their way to a pipe that this end has reset: not an error.
    this.#pipes.get(frame.pipe)?.receive(frame);
  }

  /** The link is gone: every pipe fails with `error`. */
  failAll(error: unknown): void {
    for (const pipe of [...this.#pipes.values()]) pipe.fail(error);
  }

  #accept(frame: OpenFrame): void {
    const { pipe } = frame;
    if (!this.#onOpen || pipe <= this.#lastId) {
      throw new LinkError('LINK_VIOLATION', 'The other end of the link may not open this pipe.');
    }
    this.#lastId = pipe;
    if (this.#pipes.size >= MAX_PIPES) {
      return this.#send({ type: 'reset', pipe, code: 'LINK_FULL', message: 'too many pipes' });
    }
    this.#onOpen(this.#add(frame));
  }

  #add(frame: OpenFrame): LinkPipe {
    const pipe = new LinkPipe(frame, this.#send, () => this.#pipes.delete(frame.pipe));
    this.#pipes.set(frame.pipe, pipe);
    return pipe;
  }
}
