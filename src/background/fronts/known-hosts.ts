import { frontAuthority } from '../../meek/fronts/front.ts';
import type { Profile } from '../../meek/fronts/profile.ts';

/** Whether a route's key names nothing but fronts and inner hosts of these profiles. */
export function namesHostsOf(
  profiles: readonly Pick<Profile, 'innerHost' | 'fronts'>[],
): (routeKey: string) => boolean {
  const known = new Set(
    profiles.flatMap(({ innerHost, fronts }) =>
      fronts.map((front) => `${frontAuthority(front)} ${front.innerHost ?? innerHost}`),
    ),
  );
  return (key) => {
    const [, front, ...more] = key.split(' ');
    return known.has(`${front} ${more.at(-1)}`);
  };
}
