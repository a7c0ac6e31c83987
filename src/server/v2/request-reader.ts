import type { Challenge, Frame, Hello, Read } from '../../meek/v2/frames.ts';
import { INITIAL_ALLOWANCE_BYTES, ResetCode, VERSION } from '../../meek/v2/wire.ts';
import type { Session } from './session.ts';
import type { Sessions } from './sessions.ts';

/** Frames that a request which opens a session may have, DATA counted by the chunks it comes in. */
const MAX_OPENING_FRAMES = 4096;

/** What a request comes to once its body has been read. */
export type Outcome =
  /** A question without a session. */
  | { readonly kind: 'hello'; readonly challenge: Challenge | undefined }
  | { readonly kind: 'refused'; readonly code: ResetCode }
  | { readonly kind: 'served'; readonly session: Session; readonly read: Read | undefined };

export interface RequestReaderOptions {
  readonly sessions: Sessions;
  readonly sessionId: string | undefined;
  /** Whether the request is authorized, by its headers or by the token in its HELLO. */
  readonly isAuthorized: (token: string) => boolean;
}

/**
 * Applies a request's frames one by one, as its body comes in. At the first that cannot be
 * applied it stops: the rest changes nothing.
 */
export class RequestReader {
  readonly #options: RequestReaderOptions;
  #hello: Hello | undefined;
  #session: Session | undefined;
  /** Frames of a request that opens a session: nothing is dialled for half a request. */
  #opening: Frame[] = [];
  #read: Read | undefined;
  #challenge: Challenge | undefined;
  #refusal: ResetCode | undefined;

  constructor(options: RequestReaderOptions) {
    this.#options = options;
  }

  apply(frame: Frame): void {
    if (this.#refusal !== undefined) return;
    this.#refusal = this.#hello ? this.#applyNext(frame) : this.#applyFirst(frame);
  }

  /** The body cannot be read on. */
  refuse(code: ResetCode): void {
    this.#refusal ??= code;
  }

  /** To be called once, at the body's end. */
  end(): Outcome {
    if (!this.#hello) this.refuse(ResetCode.protocol);
    const sessionId = this.#hello?.asks ? undefined : this.#options.sessionId;
    const isNew = sessionId !== undefined && !this.#session;
    if (this.#refusal === undefined && isNew) this.#open(sessionId);
    if (this.#refusal !== undefined) return { kind: 'refused', code: this.#refusal };
    if (!this.#session) return { kind: 'hello', challenge: this.#challenge };
    return { kind: 'served', session: this.#session, read: this.#read };
  }

  #applyFirst(frame: Frame): ResetCode | undefined {
    const { sessions, sessionId, isAuthorized } = this.#options;
    if (frame.type !== 'hello') return ResetCode.protocol;
    this.#hello = frame;
    if (!isAuthorized(frame.token)) return ResetCode.unauthorized;
    if (frame.version !== VERSION) return ResetCode.unsupportedVersion;
    if (sessionId === undefined || frame.asks) return undefined;
    const known = sessions.get(sessionId);
    if (typeof known !== 'number') this.#session = known;
    else if (known !== ResetCode.unknownSession || !frame.opens) return known;
    return undefined;
  }

  #applyNext(frame: Frame): ResetCode | undefined {
    const { sessions, sessionId } = this.#options;
    if (sessionId === undefined || this.#hello?.asks) return this.#applyToQuestion(frame);
    if (frame.type === 'reset') {
      sessions.end(sessionId);
      return ResetCode.closed;
    }
    return this.#session ? this.#applyTo(this.#session, frame) : this.#keep(frame);
  }

  #applyToQuestion(frame: Frame): ResetCode | undefined {
    if (frame.type !== 'challenge' || this.#challenge) return ResetCode.protocol;
    this.#challenge = frame;
    return undefined;
  }

  #applyTo(session: Session, frame: Frame): ResetCode | undefined {
    switch (frame.type) {
      case 'data':
        return session.receive(frame.offset, frame.bytes);
      case 'ack':
        return session.acknowledge(frame.offset);
      case 'fin':
        return session.finish(frame.offset);
      case 'read':
        if (this.#read || frame.limitBytes === 0) return ResetCode.protocol;
        this.#read = frame;
        return undefined;
      default:
        return ResetCode.protocol;
    }
  }

  #keep(frame: Frame): ResetCode | undefined {
    if (frame.type === 'data' && frame.offset + frame.bytes.length > INITIAL_ALLOWANCE_BYTES) {
      return ResetCode.protocol;
    }
    if (this.#opening.length >= MAX_OPENING_FRAMES) return ResetCode.protocol;
    this.#opening.push(frame);
    return undefined;
  }

  #open(sessionId: string): void {
    if (!areBeginning(this.#opening)) return this.refuse(ResetCode.unknownSession);
    const opened = this.#options.sessions.open(sessionId);
    if (typeof opened === 'number') return this.refuse(opened);
    this.#session = opened;
    const frames = this.#opening;
    // What answers a READ keeps this reader for as long as it lasts.
    this.#opening = [];
    for (const frame of frames) this.apply(frame);
  }
}

/** Whether both streams begin here. Else the frames come from the middle of a lost session. */
function areBeginning(frames: readonly Frame[]): boolean {
  const firstData = frames.find((frame) => frame.type === 'data');
  return (
    (firstData?.offset ?? 0) === 0 &&
    frames.every((frame) => frame.type !== 'ack' || frame.offset === 0) &&
    frames.every((frame) => frame.type !== 'read' || frame.from === 0)
  );
}
