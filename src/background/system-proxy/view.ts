import type { ProxyScope, SystemProxyStatus } from '../../link/system-proxy.ts';

/** What other programs can use, as the popup shows it. */
export interface SystemProxyView {
  /** As the person chose; in force while the tunnel is wanted. */
  readonly scope: ProxyScope;
  /** The helper's last word; null where it has none, or cannot change these settings. */
  readonly status: SystemProxyStatus | null;
  /** Of the local proxy; null while it is not open, or of an older helper. */
  readonly pacUrl: string | null;
}
