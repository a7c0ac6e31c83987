import type { PipeFrame } from '../../src/link/frames.ts';
import { LinkPipes } from '../../src/link/pipes.ts';
import type { Pipe } from '../../src/meek/pipe.ts';

/** Two ends of a link: what one sends lies in a queue until it is delivered. */
export class JoinedLinks {
  readonly toExtension: PipeFrame[] = [];
  readonly toHelper: PipeFrame[] = [];
  /** Every frame ever sent, in both directions. */
  readonly sent: PipeFrame[] = [];
  /** The far ends of what was opened. */
  readonly accepted: Pipe[] = [];

  readonly helper = this.#end('helper', this.toExtension);
  readonly extension = this.#end('extension', this.toHelper);

  #end(end: 'helper' | 'extension', queue: PipeFrame[]): LinkPipes {
    const send = (frame: PipeFrame) => {
      queue.push(frame);
      this.sent.push(frame);
    };
    return new LinkPipes({ end, send, onOpen: (pipe) => this.accepted.push(pipe) });
  }

  /** A new pipe's two ends. */
  open(): { near: Pipe; far: Pipe } {
    const near = this.helper.open();
    this.deliverAll();
    return { near, far: this.accepted.at(-1) as Pipe };
  }

  /** Hands over the next frame for `end`, if there is one. */
  deliverTo(end: 'helper' | 'extension'): boolean {
    const frame = (end === 'helper' ? this.toHelper : this.toExtension).shift();
    if (frame) this[end].receive(frame);
    return frame !== undefined;
  }

  deliverAll(): void {
    let isMoving = true;
    while (isMoving)
      isMoving = [this.deliverTo('extension'), this.deliverTo('helper')].includes(true);
  }
}

export function dataBytes(frame: PipeFrame): number {
  return frame.type === 'data' ? frame.payload.length : 0;
}
