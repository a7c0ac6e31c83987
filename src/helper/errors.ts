/**
 * `HELPER_CALLER`: started by something that is not our extension. `HELPER_FRAME`: a message
 * that is too long or malformed. `HELPER_AGENT`: the agent could not be started or reached.
 * `HELPER_INCOMPATIBLE`: relay and agent, or extension and agent, are of versions that cannot
 * talk. `HELPER_NO_PORT`: no local port could be opened. `HELPER_INSTALL`: a manifest could not
 * be written or removed. `HELPER_PROFILE`: a profile's file cannot be read or used.
 * `HELPER_USAGE`: the command line is wrong.
 */
export type HelperErrorCode =
  | 'HELPER_CALLER'
  | 'HELPER_FRAME'
  | 'HELPER_AGENT'
  | 'HELPER_INCOMPATIBLE'
  | 'HELPER_NO_PORT'
  | 'HELPER_INSTALL'
  | 'HELPER_PROFILE'
  | 'HELPER_USAGE';

export class HelperError extends Error {
  override readonly name = 'HelperError';
  readonly code: HelperErrorCode;

  constructor(code: HelperErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
