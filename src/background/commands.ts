import * as v from 'valibot';
import { StorageError } from '../storage/errors.ts';
import type { Controller } from './controller.ts';
import type { DirectPause } from './direct/direct-pause.ts';
import type { ExitCheck } from './exit/exit-check.ts';
import { FrontEditor } from './fronts/front-editor.ts';
import { FrontRefusedError } from './fronts/front-refused.ts';
import { namesHostsOf } from './fronts/known-hosts.ts';
import type { FrontEdit } from './fronts/requests.ts';
import type { Trial } from './fronts/trial.ts';
import type { HealthNotebook } from './health-notebook.ts';
import type { ChosenLanguage } from './language/chosen-language.ts';
import type { LeakGuard } from './leak-guard/leak-guard.ts';
import {
  type Answer,
  type ProfileInput,
  Request,
  type RequestRefusal,
  type Snapshot,
} from './messages.ts';
import type { Pairing } from './pairing/pairing.ts';
import type { RouteNotebook } from './route-notebook.ts';
import type { SettingCommands } from './settings/setting-commands.ts';
import type { StartWish } from './start-wish.ts';
import type { Store } from './store.ts';
import { ImportRefusedError } from './supply/import-refused.ts';
import { importedProfile } from './supply/imported-profile.ts';
import type { ConfirmImport } from './supply/requests.ts';
import type { Subscriptions } from './supply/subscriptions.ts';
import type { SystemScope } from './system-proxy/system-scope.ts';
import type { TrafficMeter } from './traffic-meter.ts';

/** A profile was named that is not stored, or cannot be read. */
class UnknownProfileError extends Error {
  override readonly name = 'UnknownProfileError';
  readonly code = 'PROFILE_UNKNOWN';
}

/** Nothing may go out now. */
class TunnelOffError extends Error {
  override readonly name = 'TunnelOffError';
  readonly code = 'TUNNEL_OFF';
}

export interface CommandsParts {
  readonly controller: Controller;
  readonly store: Store;
  readonly notebook: Pick<RouteNotebook, 'forget'>;
  readonly healthNotebook: Pick<HealthNotebook, 'keepOnly'>;
  readonly trial: Pick<Trial, 'progress' | 'start' | 'stop'>;
  readonly subscriptions: Subscriptions;
  readonly language: Pick<ChosenLanguage, 'choice' | 'choose'>;
  readonly systemScope: Pick<SystemScope, 'view' | 'choose' | 'release'>;
  readonly traffic: TrafficMeter;
  readonly exitCheck: Pick<ExitCheck, 'view' | 'start'>;
  readonly settings: Pick<SettingCommands, 'carryOut' | 'shown'>;
  readonly startWish: Pick<StartWish, 'wasLeftOff' | 'decided'>;
  readonly pause: Pick<DirectPause, 'begin' | 'end'>;
  readonly leakGuard: Pick<LeakGuard, 'guards'>;
  readonly pairing: Pairing;
  /** Settles once what was wanted before is being done; requests wait for it. */
  readonly begun: Promise<unknown>;
}

/** Carries out what the popup asks for. A request that is refused changes nothing. */
export class Commands {
  readonly #controller: Controller;
  readonly #store: Store;
  readonly #notebook: Pick<RouteNotebook, 'forget'>;
  readonly #healthNotebook: Pick<HealthNotebook, 'keepOnly'>;
  readonly #frontEditor: FrontEditor;
  readonly #trial: Pick<Trial, 'progress' | 'start' | 'stop'>;
  readonly #subscriptions: Subscriptions;
  readonly #language: Pick<ChosenLanguage, 'choice' | 'choose'>;
  readonly #systemScope: CommandsParts['systemScope'];
  readonly #traffic: TrafficMeter;
  readonly #exitCheck: CommandsParts['exitCheck'];
  readonly #settings: CommandsParts['settings'];
  readonly #startWish: CommandsParts['startWish'];
  readonly #pause: CommandsParts['pause'];
  readonly #leakGuard: CommandsParts['leakGuard'];
  readonly #pairing: Pairing;
  #last: Promise<unknown>;

  constructor(parts: CommandsParts) {
    this.#controller = parts.controller;
    this.#store = parts.store;
    this.#notebook = parts.notebook;
    this.#healthNotebook = parts.healthNotebook;
    this.#frontEditor = new FrontEditor(parts);
    this.#trial = parts.trial;
    this.#subscriptions = parts.subscriptions;
    this.#language = parts.language;
    this.#systemScope = parts.systemScope;
    this.#traffic = parts.traffic;
    this.#exitCheck = parts.exitCheck;
    this.#settings = parts.settings;
    this.#startWish = parts.startWish;
    this.#pause = parts.pause;
    this.#leakGuard = parts.leakGuard;
    this.#pairing = parts.pairing;
    this.#last = parts.begun.catch(() => {});
  }

  async answer(message: unknown): Promise<Answer> {
    const request = v.safeParse(Request, message);
    if (!request.success) return { ok: false, error: 'REQUEST_INVALID' };
    try {
      await this.#inTurn(request.output);
      return { ok: true, snapshot: await this.snapshot() };
    } catch (error) {
      return { ok: false, error: refusalFor(error) };
    }
  }

  async snapshot(): Promise<Snapshot> {
    const { state, tunnel } = this.#controller;
    const [stored, chosen, subscriptions, language, systemProxy, settings, pairing] =
      await Promise.all([
        this.#store.profiles(),
        this.#store.chosenProfile(),
        this.#subscriptions.statuses(),
        this.#language.choice(),
        this.#systemScope.view(),
        this.#settings.shown(),
        this.#pairing.status(),
      ]);
    const { profiles, invalid } = stored;
    return {
      state,
      profiles,
      invalidProfiles: invalid,
      chosenProfileId: chosen?.id ?? null,
      vetting: tunnel?.vetting ?? this.#trial.progress,
      subscriptions,
      systemProxy,
      traffic: this.#traffic.read(),
      guards: this.#leakGuard.guards,
      ways: tunnel?.ways ?? [],
      exit: this.#exitCheck.view,
      language,
      link: tunnel?.helperFacts?.link ?? null,
      settings,
      wasLeftOff: await this.#startWish.wasLeftOff(),
      helper: tunnel?.pids ?? null,
      pairing,
    };
  }

  /** What the profile in use leads to has changed: a tunnel that is wanted goes on with that. */
  async restart(): Promise<void> {
    await this.#afterOthers(() => this.#restart());
  }

  /** The browser has gone past the tunnel long enough. */
  async endPause(): Promise<void> {
    await this.#afterOthers(() => this.#endPause());
  }

  /** One after the other: switching off must not be overtaken by a restart under way. */
  async #inTurn(request: Request): Promise<void> {
    if (request.type === 'get-snapshot') return;
    await this.#afterOthers(() => this.#carryOut(request));
  }

  async #afterOthers(act: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(act);
    this.#last = turn.catch(() => {});
    await turn;
  }

  async #carryOut(request: Exclude<Request, { type: 'get-snapshot' }>): Promise<void> {
    switch (request.type) {
      case 'switch-on':
        await this.#startWish.decided();
        await this.#store.patchSettings({ wanted: true });
        this.#traffic.reset();
        await this.#pause.end();
        return this.#controller.start();
      case 'switch-off':
        await this.#startWish.decided();
        await this.#store.patchSettings({ wanted: false });
        await this.#systemScope.release();
        await this.#pause.end();
        return this.#controller.stop();
      case 'go-direct':
        return this.#goDirect(request.forMs);
      case 'end-direct':
        return this.#endPause();
      case 'save-profile':
        return this.#saveProfile(request.profile);
      case 'remove-profile':
        await this.#store.removeProfile(request.id);
        await this.#subscriptions.forget(request.id);
        return this.#forgetAndRestart();
      case 'choose-profile':
        return this.#chooseProfile(request.id);
      case 'vet-fronts':
        return this.#testFronts(null);
      case 'vet-front':
        return this.#testFronts(request.key);
      case 'stop-vetting':
        await this.#controller.tunnel?.stopVetting();
        return this.#trial.stop();
      case 'save-front':
      case 'use-front':
      case 'remove-front':
        return this.#editFronts(request);
      case 'confirm-import':
        return this.#import(request);
      case 'set-proxy-scope':
        return this.#systemScope.choose(request.scope, request.takesOver);
      case 'refresh-subscription':
        // It takes its time, and the snapshot tells how it goes.
        void this.#subscriptions.refresh(request.profileId, request.mayLeaveTunnel).catch(() => {});
        return;
      case 'allow-direct-refresh':
        return this.#subscriptions.allowDirect(request.profileId, request.isAllowed);
      case 'remove-subscription':
        await this.#subscriptions.unsubscribe(request.profileId);
        return this.#forgetAndRestart();
      case 'check-exit':
        if (!this.#exitCheck.start()) throw new TunnelOffError();
        return;
      case 'choose-language':
        return this.#language.choose(request.language);
      case 'check-helper':
        // It may take seconds, and the snapshot tells how it went.
        void this.#pairing.check();
        return;
      case 'set-proxy-port':
        await this.#store.patchSettings({ proxyPort: request.port });
        return this.#restart();
      case 'dismiss-skew':
        return this.#pairing.dismissSkew();
      default:
        return this.#settings.carryOut(request, () => this.#restart());
    }
  }

  async #goDirect(forMs: number): Promise<void> {
    const { wanted } = await this.#store.settings();
    if (!wanted) throw new TunnelOffError();
    await this.#controller.goDirect(await this.#pause.begin(forMs));
  }

  async #endPause(): Promise<void> {
    await this.#pause.end();
    if (this.#controller.state.kind === 'direct') this.#controller.start();
  }

  async #import(request: ConfirmImport): Promise<void> {
    const { profiles } = await this.#store.profiles();
    const { into } = request;
    const named = 'profileId' in into ? into.profileId : null;
    const stored = profiles.find(({ id }) => id === named);
    const profile = importedProfile(request, stored, () => crypto.randomUUID());
    if (!profile) throw new UnknownProfileError();
    await this.#store.saveProfile(profile);
    if (request.subscription) {
      await this.#subscriptions.subscribe(profile.id, request.subscription);
    }
    await this.#store.patchSettings({ chosenProfileId: profile.id });
    await (stored ? this.#forgetAndRestart() : this.#restart());
  }

  /** Through the tunnel's gate where that is open; while it is off, without the tunnel. */
  async #testFronts(key: string | null): Promise<void> {
    if (this.#controller.vetFronts(key)) return;
    if (this.#controller.state.kind !== 'off') throw new TunnelOffError();
    const profile = await this.#store.chosenProfile();
    if (!profile) throw new UnknownProfileError();
    await this.#trial.start(await this.#subscriptions.withListed(profile), key);
  }

  async #editFronts(edit: FrontEdit): Promise<void> {
    const outcome = await this.#frontEditor.carryOut(edit);
    if (outcome === 'profile-unknown') throw new UnknownProfileError();
    if (outcome === 'leads-elsewhere') await this.#restart();
  }

  async #chooseProfile(id: string): Promise<void> {
    const { profiles } = await this.#store.profiles();
    if (!profiles.some((profile) => profile.id === id)) throw new UnknownProfileError();
    await this.#store.patchSettings({ chosenProfileId: id });
    await this.#subscriptions.arm();
    await this.#restart();
  }

  async #saveProfile(input: ProfileInput): Promise<void> {
    const id = input.id ?? crypto.randomUUID();
    await this.#store.saveProfile({ ...input, id });
    await this.#store.patchSettings({ chosenProfileId: id });
    await (input.id ? this.#forgetAndRestart() : this.#restart());
  }

  /** What was learnt of routes names hosts, which may be in no profile any more. */
  async #forgetAndRestart(): Promise<void> {
    const { profiles } = await this.#store.profiles();
    await this.#notebook.forget();
    await this.#healthNotebook.keepOnly(namesHostsOf(profiles));
    await this.#restart();
  }

  /** A tunnel that is up, or tries to be, goes on with what was just chosen or changed. */
  async #restart(): Promise<void> {
    const { wanted } = await this.#store.settings();
    if (wanted) await this.#controller.restart();
  }
}

function refusalFor(error: unknown): RequestRefusal {
  const isKnown =
    error instanceof StorageError ||
    error instanceof UnknownProfileError ||
    error instanceof TunnelOffError ||
    error instanceof ImportRefusedError ||
    error instanceof FrontRefusedError;
  return isKnown ? error.code : 'INTERNAL';
}
