import * as v from 'valibot';
import type { InTurn } from '../in-turn.ts';
import { type Answer, Request, type Snapshot } from '../messages.ts';
import { refusalFor } from './refusals.ts';
import type { Command, WholeSubject } from './subject.ts';

type Handler = (request: Command) => void | Promise<void>;

/** Carries out what the popup asks for. A request that is refused changes nothing. */
export class Commands {
  readonly #subject: WholeSubject;
  readonly #turns: InTurn;

  /** @param turns those of the requests: switching off must not overtake a restart under way */
  constructor(subject: WholeSubject, turns: InTurn) {
    this.#subject = subject;
    this.#turns = turns;
  }

  async answer(message: unknown): Promise<Answer> {
    const request = v.safeParse(Request, message);
    if (!request.success) return { ok: false, error: 'REQUEST_INVALID' };
    try {
      await this.#carryOut(request.output);
      return { ok: true, snapshot: await this.snapshot() };
    } catch (error) {
      return { ok: false, error: refusalFor(error) };
    }
  }

  async snapshot(): Promise<Snapshot> {
    return this.#subject.shown();
  }

  async #carryOut(request: Request): Promise<void> {
    if (request.type === 'get-snapshot') return;
    // The compiler does not see that this is the handler of requests of this type.
    const handler = this.#subject.handlers[request.type] as Handler;
    await this.#turns.run(async () => handler(request));
  }
}
