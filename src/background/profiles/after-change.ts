import type { Controller } from '../controller.ts';
import { namesHostsOf } from '../fronts/known-hosts.ts';
import type { HealthNotebook } from '../health-notebook.ts';
import type { RouteNotebook } from '../route-notebook.ts';
import type { Store } from '../store.ts';

export interface AfterChangeParts {
  readonly controller: Pick<Controller, 'restart'>;
  readonly store: Pick<Store, 'settings' | 'profiles'>;
  readonly notebook: Pick<RouteNotebook, 'forget'>;
  readonly healthNotebook: Pick<HealthNotebook, 'keepOnly'>;
}

/** What is to be done when the profile in use leads elsewhere. */
export class AfterChange {
  readonly #parts: AfterChangeParts;

  constructor(parts: AfterChangeParts) {
    this.#parts = parts;
  }

  /** A tunnel that is up, or tries to be, goes on with what was just chosen or changed. */
  async restart(): Promise<void> {
    const { store, controller } = this.#parts;
    const { wanted } = await store.settings();
    if (wanted) await controller.restart();
  }

  /** What was learnt of routes names hosts, which may be in no profile any more. */
  async forgetAndRestart(): Promise<void> {
    const { store, notebook, healthNotebook } = this.#parts;
    const { profiles } = await store.profiles();
    await notebook.forget();
    await healthNotebook.keepOnly(namesHostsOf(profiles));
    await this.restart();
  }
}
