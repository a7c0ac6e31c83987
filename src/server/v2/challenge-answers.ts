import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../meek/clock.ts';
import { Header } from '../../meek/v1/wire.ts';
import { type Challenge, encodePad } from '../../meek/v2/frames.ts';
import { Arrived, CONTENT_TYPE } from '../../meek/v2/wire.ts';
import { headerOf } from '../handler.ts';
import type { Prove } from './prover.ts';
import { answerFrames, beginFrames } from './response-sink.ts';

/** The longest silence that is worth trying: CDNs were seen to cut after 10 to 125 s. */
const LONGEST_PAUSE_MS = 130_000;

/** Answers that pause at the same time. Beyond them nobody is kept waiting. */
const MAX_PAUSED = 1_000;

/** Answers to CHALLENGE: the proof at once, and silence for as long as was asked for. */
export class ChallengeAnswers {
  readonly #prove: Prove;
  readonly #clock: Clock;
  #pausedCount = 0;

  constructor(prove: Prove, clock: Clock) {
    this.#prove = prove;
    this.#clock = clock;
  }

  answer(
    request: IncomingMessage,
    response: ServerResponse,
    hello: Uint8Array,
    { nonce, pauseMs }: Challenge,
  ): void {
    const frames = [hello, this.#prove(nonce, arrivedIn(request))];
    if (pauseMs === 0 || this.#pausedCount >= MAX_PAUSED) return answerFrames(response, frames);
    const sink = beginFrames(response, frames);
    this.#pausedCount += 1;
    const cancel = this.#clock.schedule(Math.min(pauseMs, LONGEST_PAUSE_MS), () => {
      sink.write([encodePad()]);
      sink.end();
    });
    response.once('close', () => {
      this.#pausedCount -= 1;
      cancel();
    });
  }
}

/** What was not lost on the way. */
function arrivedIn(request: IncomingMessage): number {
  const has = (name: string) => headerOf(request, name) !== undefined;
  return (
    (has(Header.sessionId) ? Arrived.sessionId : 0) |
    (has(Header.authToken) ? Arrived.token : 0) |
    (headerOf(request, 'Content-Type') === CONTENT_TYPE ? Arrived.contentType : 0)
  );
}
