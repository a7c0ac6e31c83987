import { batch, computed, type Signal, signal } from '@preact/signals';
import type { Answer, Request, Snapshot } from '../background/messages.ts';
import { FrontsModel } from './fronts/fronts-model.ts';
import { message } from './messages.ts';
import type { ProfileDraft } from './profile-draft.ts';
import { SENTENCE_OF_REFUSAL } from './sentences.ts';
import type { View } from './views/view.ts';

/** Asks the background; `null` when nothing there answered. */
export type Send = (request: Request) => Promise<Answer | null>;

/** What the popup knows. What it shows is computed from this and from nothing else. */
export class PopupModel {
  /** The background's last word; `null` while there is none. */
  readonly snapshot: Signal<Snapshot | null> = signal(null);
  /** Whether that is of now, or was kept for the first paint and lacks secrets and long lists. */
  readonly freshness: Signal<'live' | 'kept'> = signal('live');
  /** What the form holds; `null` while it is closed. */
  readonly draft: Signal<ProfileDraft | null> = signal(null);
  readonly view: Signal<View> = signal('tunnel');
  readonly fronts = new FrontsModel();
  /** Why the last thing asked for did not happen. */
  readonly refusal: Signal<string | null> = signal(null);

  /** What is done in private windows goes out directly. */
  readonly arePrivateWindowsOutside: Signal<boolean> = signal(false);

  /** The host of the page in the tab, as far as the browser tells. */
  readonly tabHost: Signal<string | null> = signal(null);

  readonly chosenProfile = computed(() => {
    const snapshot = this.snapshot.value;
    return snapshot?.profiles.find(({ id }) => id === snapshot.chosenProfileId);
  });

  /** The same, but only as the live background describes it: whole. */
  readonly liveProfile = computed(() =>
    this.freshness.value === 'live' ? this.chosenProfile.value : undefined,
  );

  readonly #send: Send;

  constructor(send: Send) {
    this.#send = send;
  }

  /** Takes the background's word; `null` when it says nothing any more. */
  hear(snapshot: Snapshot | null): void {
    batch(() => {
      this.snapshot.value = snapshot;
      this.freshness.value = 'live';
    });
  }

  /** Shows what was kept until the background speaks, unless it has spoken. */
  recall(kept: Snapshot): void {
    if (this.snapshot.value !== null) return;
    batch(() => {
      this.snapshot.value = kept;
      this.freshness.value = 'kept';
    });
  }

  /** Sends a request and takes its answer; false when it changed nothing. */
  async ask(request: Request): Promise<boolean> {
    this.refusal.value = null;
    const answer = await this.#send(request);
    if (answer?.ok) {
      this.hear(answer.snapshot);
      return true;
    }
    this.refusal.value =
      answer === null
        ? message('error_not_answering')
        : message('error_refused', message(SENTENCE_OF_REFUSAL[answer.error]));
    return false;
  }

  show(view: View): void {
    this.refusal.value = null;
    this.view.value = view;
  }

  /** Opens the form with `draft` in it, or closes it with `null`. */
  edit(draft: ProfileDraft | null): void {
    this.refusal.value = null;
    this.draft.value = draft;
  }
}
