import * as v from 'valibot';
import { Profile } from '../../src/meek/fronts/profile.ts';

/** A valid profile, with what the test cares about. */
export function aProfile(changes: Partial<v.InferInput<typeof Profile>> = {}): Profile {
  return v.parse(Profile, {
    id: crypto.randomUUID(),
    name: 'Home',
    innerHost: 'inner.example',
    fronts: [{ host: 'front.example' }],
    ...changes,
  });
}
