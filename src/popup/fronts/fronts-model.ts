import { computed, type Signal, signal } from '@preact/signals';
import type { FrontList } from '../../background/fronts/fronts-update.ts';
import { countKinds, type FrontFilter, filterRows } from './filter.ts';
import type { FrontDraft } from './front-draft.ts';

/** What the fronts view shows. */
export class FrontsModel {
  /** `null` until the background has told. */
  readonly list: Signal<FrontList | null> = signal(null);
  readonly search = signal('');
  readonly filter: Signal<FrontFilter> = signal('all');
  /** What the form holds; `null` while it is closed. */
  readonly draft: Signal<FrontDraft | null> = signal(null);
  /** The key of the front whose form was closed last: the list goes on there. */
  readonly lastKey: Signal<string | null> = signal(null);

  readonly rows = computed(() => this.list.value?.rows ?? []);
  readonly counts = computed(() => countKinds(this.rows.value));
  readonly shown = computed(() =>
    filterRows(this.rows.value, this.filter.value, this.search.value),
  );

  showAll(): void {
    this.search.value = '';
    this.filter.value = 'all';
  }

  /** @param key of the front that the form leaves behind */
  close(key: string | null): void {
    this.lastKey.value = key;
    this.draft.value = null;
  }
}
