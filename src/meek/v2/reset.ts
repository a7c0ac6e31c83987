import { MeekError, type MeekErrorCode } from '../errors.ts';
import { ResetCode } from './wire.ts';

interface Meaning {
  readonly code: MeekErrorCode;
  readonly message: string;
  /** Only this exchange was refused: the session goes on, and the same may be tried again. */
  readonly isPassing?: boolean;
}

const MEANINGS: Record<number, Meaning> = {
  [ResetCode.closed]: { code: 'MEEK_SESSION_LOST', message: 'The session was closed.' },
  [ResetCode.protocol]: { code: 'MEEK_PROTOCOL', message: 'The server refuses what we sent.' },
  [ResetCode.unauthorized]: { code: 'MEEK_TOKEN_REFUSED', message: 'The token is refused.' },
  [ResetCode.unknownSession]: {
    code: 'MEEK_SESSION_LOST',
    message: 'The server does not know the session.',
  },
  [ResetCode.busy]: {
    code: 'MEEK_SERVER_BUSY',
    message: 'The server has no room.',
    isPassing: true,
  },
  [ResetCode.upstreamUnreachable]: {
    code: 'MEEK_UPSTREAM_UNREACHABLE',
    message: 'The server cannot reach its upstream.',
  },
  [ResetCode.upstreamFailed]: {
    code: 'MEEK_UPSTREAM_UNREACHABLE',
    message: 'The server’s upstream broke.',
  },
  [ResetCode.staleRead]: {
    code: 'MEEK_PROTOCOL',
    message: 'The server has forgotten what we ask for.',
    isPassing: true,
  },
  [ResetCode.unsupportedVersion]: {
    code: 'MEEK_PROTOCOL',
    message: 'The server speaks another version.',
  },
  [ResetCode.truncated]: {
    code: 'MEEK_FRONT_REFUSED',
    message: 'The request arrived cut short.',
    isPassing: true,
  },
};

/** A refusal of the server's, known as such by the frames around it. */
export class ResetError extends MeekError {
  readonly resetCode: number;
  /** Only this exchange was refused, and the session goes on. */
  readonly isPassing: boolean;

  constructor(resetCode: number) {
    const {
      code,
      message,
      isPassing = false,
    } = MEANINGS[resetCode] ?? {
      code: 'MEEK_PROTOCOL',
      message: `The server says ${resetCode}.`,
    };
    super(code, message);
    this.resetCode = resetCode;
    this.isPassing = isPassing;
  }
}
