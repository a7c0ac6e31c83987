import type { SystemProxyProblem } from '../../link/system-proxy.ts';

/** The system's settings were not changed, or were put back. `code` is stable. */
export class SystemProxyError extends Error {
  override readonly name = 'SystemProxyError';
  readonly code: SystemProxyProblem['code'];

  constructor(code: SystemProxyProblem['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
