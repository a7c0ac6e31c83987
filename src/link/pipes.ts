import { LinkError } from './errors.ts';
import type { SendFrame } from './frame-channel.ts';
import { DEFAULT_WINDOW_BYTES, type PipeFrame, type SessionPoint } from './frames.ts';
import { LinkPipe } from './link-pipe.ts';

/** Pipes that one end has open at once: far more than a browser and its programs use. */
export const MAX_PIPES = 1024;

/** The extension counts from here on, so that both ends may open. */
const EXTENSION_IDS_FROM = 0x4000_0000;

type OpenFrame = PipeFrame & { type: 'open' };

export interface OpenOptions {
  /** What each side may send before the other has used it. */
  readonly windowBytes?: number;
  readonly session?: SessionPoint;
}

export interface LinkPipesOptions {
  readonly end: 'helper' | 'extension';
  /** Hands a frame to the other end, in order. */
  readonly send: SendFrame;
  /** What this end does with a pipe that the other opened. */
  readonly onOpen: (pipe: LinkPipe) => void;
}

/** All pipes of one link, the same at both ends. */
export class LinkPipes {
  readonly #send: SendFrame;
  readonly #onOpen: (pipe: LinkPipe) => void;
  readonly #pipes = new Map<number, LinkPipe>();
  readonly #open = { here: 0, there: 0 };
  #lastId: { here: number; there: number };

  constructor({ end, send, onOpen }: LinkPipesOptions) {
    this.#send = send;
    this.#onOpen = onOpen;
    const [helper, extension] = [0, EXTENSION_IDS_FROM];
    this.#lastId =
      end === 'helper' ? { here: helper, there: extension } : { here: extension, there: helper };
  }

  get size(): number {
    return this.#pipes.size;
  }

  /** @throws LinkError when too many are open */
  open({ windowBytes = DEFAULT_WINDOW_BYTES, session }: OpenOptions = {}): LinkPipe {
    if (this.#open.here >= MAX_PIPES) {
      throw new LinkError('LINK_FULL', `${MAX_PIPES} connections are open already.`);
    }
    const frame = { type: 'open', pipe: ++this.#lastId.here, windowBytes, session } as const;
    const pipe = this.#add(frame, 'here');
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
    if (pipe <= this.#lastId.there || this.#pipes.has(pipe)) {
      throw new LinkError('LINK_VIOLATION', 'The other end of the link may not open this pipe.');
    }
    this.#lastId.there = pipe;
    if (this.#open.there >= MAX_PIPES) {
      return this.#send({ type: 'reset', pipe, code: 'LINK_FULL', message: 'too many pipes' });
    }
    this.#onOpen(this.#add(frame, 'there'));
  }

  #add(frame: OpenFrame, openedBy: 'here' | 'there'): LinkPipe {
    const pipe = new LinkPipe(frame, this.#send, () => {
      this.#pipes.delete(frame.pipe);
      this.#open[openedBy] -= 1;
    });
    this.#pipes.set(frame.pipe, pipe);
    this.#open[openedBy] += 1;
    return pipe;
  }
}
