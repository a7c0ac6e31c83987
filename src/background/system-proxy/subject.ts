import type { Subject } from '../commands/subject.ts';
import type { SystemProxyRequest } from './requests.ts';
import type { SystemScope } from './system-scope.ts';

export interface SystemProxyParts {
  readonly systemScope: Pick<SystemScope, 'view' | 'choose'>;
}

/** Whether other programs go through the tunnel too. */
export function systemProxySubject({
  systemScope,
}: SystemProxyParts): Subject<SystemProxyRequest['type'], 'systemProxy'> {
  return {
    handlers: {
      'set-proxy-scope': ({ scope, takesOver }) => systemScope.choose(scope, takesOver),
    },
    shown: async () => ({ systemProxy: await systemScope.view() }),
  };
}
