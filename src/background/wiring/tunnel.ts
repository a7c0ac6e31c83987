import { Controller, type ControllerParts } from '../controller.ts';
import { ExitCheck } from '../exit/exit-check.ts';
import { Trial } from '../fronts/trial.ts';
import type { Reason } from '../state.ts';
import { SystemScope } from '../system-proxy/system-scope.ts';
import { Tunnel } from '../tunnel.ts';
import type { Foundation } from './foundation.ts';
import type { HelperSide } from './helper.ts';
import type { Supply } from './supply.ts';

export type TunnelSide = ReturnType<typeof wireTunnel>;

/** The tunnel, and what takes its place or goes with it. */
export function wireTunnel(base: Foundation, { pairing, visit }: HelperSide, supply: Supply) {
  const { store, clock, random, proxy, healthNotebook, errorNames, network, epochMs } = base;
  const { subscriptions, listGate } = supply;
  const { platform, rules, gate, traffic, isOnline } = base;
  const browserSide = { platform, proxy, rules, gate, isOnline };

  const makeTunnel: ControllerParts['makeTunnel'] = (settings, onTrouble) => {
    errorNames.watch();
    const parts = {
      ...{ ...browserSide, clock, random, traffic, epochMs, network },
      routeMemory: () => base.notebook.memory(),
      explain: errorNames.explain,
      connectHelper: pairing.connect,
      onListening: (helper: Parameters<SystemScope['listening']>[0]) =>
        systemScope.listening(helper),
      onSystemProxy: (status: Parameters<SystemScope['heard']>[0]) =>
        void systemScope.heard(status),
    };
    return new Tunnel(parts, settings, onTrouble);
  };
  const controller = new Controller({
    ...{ clock, isOnline, makeTunnel },
    readSettings: async () => {
      const { proxyPort, helperProfileId, fastLink } = await store.settings();
      const health = await healthNotebook.book();
      return { preferredPort: proxyPort, helperProfileId, fastLink, health };
    },
    readProfile: async () => {
      const profile = await store.chosenProfile();
      return profile && subscriptions.withListed(profile);
    },
    holdProxy: async () => {
      // Whatever starts the tunnel: rules, gate and setting are its own from here on.
      await trial.stop();
      await proxy.hold();
    },
    openProxyUntil: (untilMs) => proxy.openUntil(untilMs),
    releaseProxy: () => {
      errorNames.unwatch();
      listGate.close();
      return proxy.release();
    },
    onChange: base.states.tell,
  });
  const trial = new Trial({
    ...{ ...browserSide, clock, random, epochMs, network, errorNames },
    isOff: () => controller.state.kind === 'off',
    readHealth: () => healthNotebook.book(),
    connectHelper: visit,
  });
  const systemScope = new SystemScope({
    shelf: store,
    current: () => controller.tunnel?.helper ?? null,
    connect: visit,
    proxyPort: () => controller.tunnel?.proxyPort ?? null,
    onChange: base.changes.tell,
  });
  const exitCheck = new ExitCheck({
    helper: () => controller.tunnel?.helper ?? null,
    epochMs,
    onChange: base.changes.tell,
  });

  base.states.follow((state) => exitCheck.follow(state));
  base.proxyControl.follow((lost: Reason | null) => {
    if (!lost) return controller.retryNow();
    // Before anything else, and without waiting: nothing may leave by another's proxy setting.
    gate.close();
    listGate.close();
    void trial.stop();
    controller.loseProxy(lost);
  });
  return { controller, trial, systemScope, exitCheck };
}
