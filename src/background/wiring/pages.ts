import browser, { type Runtime } from 'webextension-polyfill';
import type { Commands } from '../commands/commands.ts';
import { StateHistory } from '../diagnostics/history.ts';
import { Reporter } from '../diagnostics/reporter.ts';
import { FrontFeed } from '../fronts/front-feed.ts';
import { frontRows } from '../fronts/front-rows.ts';
import { LastSnapshot } from '../last-snapshot/last-snapshot.ts';
import type { Answer } from '../messages.ts';
import { SnapshotPort } from '../snapshot-port.ts';
import { ThroughputFeed } from '../throughput/feed.ts';
import type { Foundation } from './foundation.ts';
import type { Supply } from './supply.ts';
import type { TunnelSide } from './tunnel.ts';

/**
 * What the extension's pages are told. It follows states last, and so shows what they have led to.
 *
 * @returns answers as a page would be answered
 */
export function wirePages(
  base: Foundation,
  { subscriptions }: Supply,
  { controller, trial }: TunnelSide,
  commands: Commands,
): (message: unknown) => Promise<Answer> {
  const { platform, store, healthNotebook, network, epochMs, states, changes } = base;
  const history = new StateHistory(browser.storage.session, epochMs);
  const reporter = new Reporter({
    ...{ platform, store, controller, subscriptions, healthNotebook, network, history, epochMs },
  });
  const lastSnapshot = new LastSnapshot();
  const snapshots = new SnapshotPort(
    () => commands.snapshot(),
    (snapshot) => lastSnapshot.keep(snapshot),
    // Pages may be held back meanwhile, and nobody would see why.
    () => void trial.stop(),
  );
  const frontFeed = new FrontFeed(async () => {
    const [profile, book] = await Promise.all([store.chosenProfile(), healthNotebook.book()]);
    if (!profile) return { profileId: null, rows: [] };
    const listed = await subscriptions.withListed(profile);
    const rows = frontRows(profile, listed, book.on(network.name), epochMs());
    return { profileId: profile.id, rows };
  });
  new ThroughputFeed(base.throughput);
  const answer = async (message: unknown): Promise<Answer> => {
    const answer = await commands.answer(message);
    if (answer.ok) lastSnapshot.keep(answer.snapshot);
    return answer;
  };

  browser.runtime.onMessage.addListener((message: unknown, sender: Runtime.MessageSender) => {
    if (sender.id !== browser.runtime.id) return undefined;
    return reporter.answer(message) ?? answer(message);
  });
  changes.follow(() => snapshots.push());
  states.follow((state) => {
    history.note(state);
    snapshots.push();
    frontFeed.push();
  });
  return answer;
}
