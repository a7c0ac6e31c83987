import type { RequestRefusal } from '../background/messages.ts';
import type { Layer, Reason, StartStep, TunnelState } from '../background/state.ts';
import type { FrontFailureCode } from '../meek/fronts/failure/front-failure.ts';
import type { FrontRefusal } from '../meek/fronts/front.ts';
import type { MessageKey } from './messages.ts';

/** One word for each state, shown beside the switch. */
export const WORD_OF: Record<TunnelState['kind'], MessageKey> = {
  off: 'state_off',
  starting: 'state_starting',
  direct: 'state_direct',
  on: 'state_on',
  degraded: 'state_degraded',
  failed: 'state_failed',
};

/** What is being done while the tunnel starts. */
export const SENTENCE_OF_STEP: Record<StartStep, MessageKey> = {
  permissions: 'step_permissions',
  helper: 'step_helper',
  proxy: 'step_proxy',
  front: 'step_front',
};

/** Where a problem lies. */
export const HEADLINE_OF: Record<Layer, MessageKey> = {
  browser: 'layer_browser',
  helper: 'layer_helper',
  network: 'layer_network',
  front: 'layer_front',
  server: 'layer_server',
};

/** What a problem is, and what the person can do. */
export const SENTENCE_OF_REASON: Record<Reason, MessageKey> = {
  'no-profile': 'reason_no_profile',
  'permission-missing': 'reason_permission_missing',
  'proxy-held-by-extension': 'reason_proxy_held_by_extension',
  'proxy-held-by-policy': 'reason_proxy_held_by_policy',
  'helper-permission-missing': 'reason_helper_permission_missing',
  'helper-missing': 'reason_helper_missing',
  'helper-gone': 'reason_helper_gone',
  'helper-not-allowed': 'reason_helper_not_allowed',
  'helper-start-failed': 'reason_helper_start_failed',
  'helper-ended-early': 'reason_helper_ended_early',
  'helper-silent': 'reason_helper_silent',
  'helper-protocol': 'reason_helper_protocol',
  'helper-reported-error': 'reason_helper_reported_error',
  'helper-stopped': 'reason_helper_stopped',
  'helper-incompatible': 'reason_helper_incompatible',
  'helper-no-port': 'reason_helper_no_port',
  offline: 'reason_offline',
  'captive-portal': 'reason_captive_portal',
  'no-front': 'reason_no_front',
  'front-unreachable': 'reason_front_unreachable',
  'front-refused': 'reason_front_refused',
  'fronts-blocked': 'reason_fronts_blocked',
  'server-unreachable': 'reason_server_unreachable',
  'server-busy': 'reason_server_busy',
  'token-refused': 'reason_token_refused',
  'wrong-server-key': 'reason_wrong_server_key',
  'upstream-unreachable': 'reason_upstream_unreachable',
  internal: 'reason_internal',
};

/** Why what was asked for was not done. */
export const SENTENCE_OF_REFUSAL: Record<RequestRefusal, MessageKey> = {
  REQUEST_INVALID: 'refused_request_invalid',
  PROFILE_UNKNOWN: 'refused_profile_unknown',
  TUNNEL_OFF: 'refused_tunnel_off',
  PROFILE_WITHOUT_FRONTS: 'refused_profile_without_fronts',
  PROFILE_FULL: 'refused_profile_full',
  FRONT_UNKNOWN: 'refused_front_unknown',
  FRONT_EXISTS: 'refused_front_exists',
  FRONT_NOT_TESTABLE: 'refused_front_not_testable',
  FRONT_NOT_ALLOWED: 'refused_front_not_allowed',
  STORAGE_BLOCKED: 'refused_storage_blocked',
  STORAGE_TOO_NEW: 'refused_storage_too_new',
  STORAGE_UNAVAILABLE: 'refused_storage_unavailable',
  INTERNAL: 'refused_internal',
};

/** Why a line is no front. */
export const SENTENCE_OF_FRONT_REFUSAL: Record<FrontRefusal, MessageKey> = {
  FRONT_NOT_HTTPS: 'front_not_https',
  FRONT_IS_ADDRESS: 'front_is_address',
  FRONT_BAD_HOST: 'front_bad_host',
  FRONT_BAD_PORT: 'front_bad_port',
};

/** How a front has failed, in a few words. */
export const WORDS_OF_FAILURE: Record<FrontFailureCode, MessageKey> = {
  FRONT_OFFLINE: 'failure_offline',
  FRONT_NAME_NOT_RESOLVED: 'failure_name',
  FRONT_TCP_REFUSED: 'failure_tcp_refused',
  FRONT_TCP_TIMEOUT: 'failure_tcp_timeout',
  FRONT_TLS_NAME_MISMATCH: 'failure_tls_name',
  FRONT_TLS_UNTRUSTED: 'failure_tls_untrusted',
  FRONT_TLS_RESET: 'failure_tls_reset',
  FRONT_TLS_FAILED: 'failure_tls_failed',
  FRONT_NO_HTTP2: 'failure_no_http2',
  FRONT_UNREACHABLE: 'failure_unreachable',
  FRONT_TIMEOUT: 'failure_timeout',
  FRONT_ANSWER_CUT: 'failure_cut',
  FRONT_WRONG_SERVER: 'failure_wrong_server',
  FRONT_NOT_PROVEN: 'failure_not_proven',
  FRONT_CDN_REFUSED: 'failure_cdn',
  FRONT_SERVER_UNREACHABLE: 'failure_server',
  FRONT_HEADERS_STRIPPED: 'failure_headers',
  FRONT_SERVER_BUSY: 'failure_busy',
  FRONT_TOKEN_REFUSED: 'failure_token',
  FRONT_BLOCKED_LOCALLY: 'failure_blocked_here',
};

/** The states in which a layer is broken. */
export type Problem = Extract<TunnelState, { kind: 'degraded' | 'failed' }>;

const LETS_OUT: ReadonlySet<Reason> = new Set<Reason>([
  'permission-missing',
  'proxy-held-by-extension',
  'proxy-held-by-policy',
]);

/**
 * What a problem means for the browser's traffic meanwhile. Kept in it is, unless somebody else
 * holds the proxy setting, or the browser does not let us see its requests.
 */
export function consequenceOf(problem: Problem): MessageKey {
  if (LETS_OUT.has(problem.reason)) return 'status_outside';
  return problem.kind === 'degraded' ? 'status_retrying' : 'status_kept_in';
}
