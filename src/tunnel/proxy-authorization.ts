/**
 * The token as a `proxy-authorization` of a request.
 *
 * Basic with an empty user (RFC 7617), not Bearer: that one's grammar (RFC 6750, section 2.1)
 * leaves out characters which a token of ours may hold.
 */
export function proxyAuthorization(token: string): string {
  return `Basic ${Buffer.from(`:${token}`).toString('base64')}`;
}

/** What a 407 asks for (RFC 9110, section 11.7.1). */
export const PROXY_CHALLENGE = 'Basic realm="frontage"';
