import { aSnapshot } from '../../popup/snapshots.ts';
import type { Scene } from '../scene.ts';

/** The form of a profile. */
export const profileScenes: readonly Scene[] = [
  {
    name: 'profile-new',
    snapshot: aSnapshot({ profiles: [], chosenProfileId: null }),
    act: async (stage) => {
      await stage.press('first_by_hand');
      await stage.waitFor('#name');
    },
  },
  {
    name: 'profile-wrong',
    snapshot: aSnapshot(),
    act: async (stage) => {
      await stage.press('profile_edit');
      await stage.paste('#innerHost', 'not a host');
      await stage.paste('#fronts', '203.0.113.7\nhttp://cdn.example');
      await stage.press('save');
      await stage.waitFor('[aria-invalid=true]');
    },
  },
];
