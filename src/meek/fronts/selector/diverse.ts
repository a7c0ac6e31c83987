/**
 * The same items so that providers take turns: each turn takes the first that is left of every
 * provider, providers in the order of their first. The order within a provider stays.
 */
export function inTurns<T>(items: Iterable<T>, providerOf: (item: T) => string): T[] {
  const queues = [...Map.groupBy(items, providerOf).values()];
  const longest = queues.reduce((length, queue) => Math.max(length, queue.length), 0);
  const ordered: T[] = [];
  for (let turn = 0; turn < longest; turn++) {
    for (const queue of queues) if (turn < queue.length) ordered.push(queue[turn] as T);
  }
  return ordered;
}
