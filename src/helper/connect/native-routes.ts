import type { Fetch } from '../../meek/carrier.ts';
import type { Clock } from '../../meek/clock.ts';
import { enabledFronts, frontName } from '../../meek/fronts/front.ts';
import type { CandidateRoute } from '../../meek/fronts/proven-routes.ts';
import { routeKey } from '../../meek/fronts/route.ts';
import { frontPlace, providerOf } from '../../meek/fronts/selector/candidate.ts';
import { NativeFront } from '../native/native-front.ts';
import type { FiledProfile } from './profile-file.ts';

/** The fronts of a profile as routes, and the `fetch` that goes through them. */
export class NativeRoutes {
  readonly routes: readonly CandidateRoute[];
  readonly #fronts = new Map<string, NativeFront>();
  readonly #underWay = new Set<Promise<void>>();

  constructor({ fronts, innerHost, path }: FiledProfile, clock: Clock) {
    this.routes = enabledFronts(fronts).map((front, index) => {
      // The fragment tells them apart, and is never sent.
      const url = `https://${innerHost}${path}#${index}`;
      this.#fronts.set(url, new NativeFront({ front, innerHost, clock }));
      const name = frontName(front);
      const key = routeKey('native', frontPlace(front), front.innerHost ?? innerHost);
      return { name, key, provider: providerOf(front), url, streamsBody: false };
    });
  }

  readonly fetch: Fetch = (url, init) => {
    const front = this.#fronts.get(url);
    if (!front) return Promise.reject(new RangeError(`There is no route for ${url}.`));
    const answer = front.fetch(url, init);
    const settled = answer.then(
      () => {},
      () => {},
    );
    this.#underWay.add(settled);
    settled.then(() => this.#underWay.delete(settled));
    return answer;
  };

  /** Resolves when every request so far was answered, or has failed. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  close(): void {
    for (const front of this.#fronts.values()) front.close();
  }
}
