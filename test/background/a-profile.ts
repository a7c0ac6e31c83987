import * as v from 'valibot';
import { Profile } from '../../src/meek/fronts/profile.ts';

export function aProfile(changes: Partial<v.InferInput<typeof Profile>> = {}): Profile {
  return v.parse(Profile, {
    id: '7f1c2a50-6f0e-4a7e-9a35-0c6d6b5a3f10',
    name: 'Home',
    innerHost: 'inner.example',
    path: '/meek',
    token: 'secret',
    fronts: [{ host: 'front.example' }],
    ...changes,
  });
}
