import { isCooling } from '../../meek/fronts/health/front-health.ts';
import type { SelectorContext } from '../../meek/fronts/selector/selector.ts';
import type { PlannedRoute } from '../fronting/planned-route.ts';
import { failedStep, isVague, type StepTools } from './failed-step.ts';

/** Puts the step at which a secure proxy fails in the place of a vague failure in its record. */
export async function sharpenFailure(
  route: PlannedRoute,
  { book, network, epochMs }: SelectorContext,
  tools: StepTools,
): Promise<void> {
  const name = network();
  const { lastFailure } = book.on(name).healthOf(route.key);
  if (lastFailure === null || !isVague(lastFailure)) return;
  const code = await failedStep(route, lastFailure, tools);
  if (code === lastFailure || network() !== name) return;
  const records = book.on(name);
  const health = records.healthOf(route.key);
  // While it cools down, this is one failure with the one that it had.
  const isStillIt = health.lastFailure === lastFailure && isCooling(health, epochMs());
  if (isStillIt) records.failed(route, epochMs(), code, 0);
}
