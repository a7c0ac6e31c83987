import browser from 'webextension-polyfill';

const NAME = 'list';

/** Has the browser wake the worker when a list of fronts is to be asked for again. */
export class ListAlarm {
  /** @param onDue called in the worker that the alarm has woken, too */
  constructor(onDue: () => Promise<void>) {
    browser.alarms.onAlarm.addListener(({ name }) => {
      if (name === NAME) onDue().catch(() => {});
    });
  }

  set(atMs: number): void {
    browser.alarms.create(NAME, { when: atMs });
  }
}
