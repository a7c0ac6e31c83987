import { Reply, SocksError } from '../../tunnel/socks5.ts';

/** What an app is told when its connection cannot be made. */
export interface Failure {
  /** RFC 1928, section 6. */
  readonly socksReply: number;
  readonly httpStatus: number;
  /** For the body of an HTTP answer: which layer failed, and what to do. */
  readonly sentence: string;
}

const CARRIER_SENTENCES: Record<string, string> = {
  MEEK_FRONT_UNREACHABLE: 'The front does not answer: the network is down, or blocks it.',
  MEEK_FRONT_REFUSED:
    'The front answers, but not with our server: it may not route to it any more.',
  MEEK_SERVER_UNREACHABLE: 'The front cannot reach the server behind it.',
  MEEK_SERVER_BUSY: 'The server takes no more connections for now.',
  MEEK_TOKEN_REFUSED: 'The server refuses the token of this profile.',
  MEEK_UPSTREAM_UNREACHABLE: 'The server cannot reach its own upstream proxy.',
  MEEK_SESSION_LOST: 'The server was restarted. Try again.',
  LINK_LOST:
    'The browser that carries the traffic is not connected. Start it, and switch Frontage on.',
  LINK_FULL: 'Too many connections are open at once.',
  TUNNEL_WRONG_PIN:
    'What answers is not the server of this profile, or the server has a new key: get a new profile.',
  TUNNEL_HANDSHAKE: 'The server does not answer as a Frontage server does.',
  TUNNEL_TOKEN_REFUSED: 'The server refuses the token of this profile.',
  TUNNEL_BUSY: 'The server takes no more connections for now.',
  TUNNEL_DEAD: 'The server does not answer any more. Try again.',
  TUNNEL_LOST: 'The server was restarted. Try again.',
  NOT_CONNECTED: 'Frontage is not connected yet. Try again.',
  TUNNEL_DOWN: 'Frontage is not connected at the moment; its window in the browser says why.',
};

const DESTINATION_FAILURES: Record<string, Omit<Failure, 'socksReply'>> = {
  SOCKS_CONNECTION_REFUSED: {
    httpStatus: 502,
    sentence: 'The destination refuses the connection.',
  },
  SOCKS_HOST_UNREACHABLE: {
    httpStatus: 502,
    sentence: 'The destination does not exist, or cannot be reached from the server.',
  },
  SOCKS_NETWORK_UNREACHABLE: {
    httpStatus: 502,
    sentence: "The destination's network cannot be reached from the server.",
  },
  SOCKS_TTL_EXPIRED: { httpStatus: 504, sentence: 'The destination did not answer in time.' },
  SOCKS_NOT_ALLOWED: {
    httpStatus: 403,
    sentence: 'The server does not connect to this destination.',
  },
};

export function describeFailure(error: unknown): Failure {
  if (error instanceof SocksError) {
    const known = DESTINATION_FAILURES[error.code];
    const other = { httpStatus: 502, sentence: 'The server could not make the connection.' };
    return { socksReply: error.reply, ...(known ?? other) };
  }
  const code = String((error as { code?: unknown } | null)?.code);
  const sentence = CARRIER_SENTENCES[code] ?? 'The connection through the tunnel broke.';
  return { socksReply: Reply.generalFailure, httpStatus: 503, sentence };
}
