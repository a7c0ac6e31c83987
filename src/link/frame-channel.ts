import { LinkError } from './errors.ts';
import type { PipeFrame } from './frames.ts';

/** Hands a frame to the other end, in order. */
export type SendFrame = (frame: PipeFrame) => void;

export interface FrameChannelOptions {
  /** Over native messaging, which is there from the beginning. */
  readonly sendSlow: SendFrame;
  /** Tells the other end, over native messaging, that no more frames come that way. */
  readonly announceSwitch: () => void;
  readonly receive: SendFrame;
}

/**
 * The frames' way to the other end: over native messaging at first, over the WebSocket once it is
 * open. Each side switches its own direction. What comes by the new way is held until the old one
 * has said that nothing is left in it, so the pipes notice nothing.
 */
export class FrameChannel {
  readonly #options: FrameChannelOptions;
  #sendFast: SendFrame | null = null;
  /** Frames that overtook the switch; the pipes' windows bound them. Null once it has come. */
  #held: PipeFrame[] | null = [];

  constructor(options: FrameChannelOptions) {
    this.#options = options;
  }

  readonly send: SendFrame = (frame) => {
    (this.#sendFast ?? this.#options.sendSlow)(frame);
  };

  /** From now on frames go by the fast way. */
  switchTo(sendFast: SendFrame): void {
    this.#options.announceSwitch();
    this.#sendFast = sendFast;
  }

  /** @throws LinkError when the other end had said that none would come */
  receiveSlow(frame: PipeFrame): void {
    if (!this.#held)
      throw new LinkError('LINK_VIOLATION', 'A frame came by the way that was left.');
    this.#options.receive(frame);
  }

  receiveFast(frame: PipeFrame): void {
    if (this.#held) this.#held.push(frame);
    else this.#options.receive(frame);
  }

  /** The other end has switched. */
  receiveSwitch(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const frame of held) this.#options.receive(frame);
  }
}
