import { exportLink } from '../../../src/meek/fronts/export/link.ts';
import { aSnapshot, HOME } from '../../popup/snapshots.ts';
import type { Scene } from '../scene.ts';
import type { Stage } from '../stage.ts';

const { id, ...profile } = HOME;
const { text: LINK } = await exportLink(profile, { withSecrets: true });

const read = (text: string) => async (stage: Stage) => {
  await stage.paste('#import-text', text);
  await stage.press('import_read');
  await stage.waitFor('.preview, .refusal');
};

/** Import, export and subscriptions. */
export const supplyScenes: readonly Scene[] = [
  { name: 'import', hash: '#import', snapshot: aSnapshot() },
  {
    name: 'import-preview',
    hash: '#import',
    snapshot: aSnapshot({ profiles: [], chosenProfileId: null }),
    act: read(LINK),
  },
  {
    name: 'import-refused-lines',
    hash: '#import',
    snapshot: aSnapshot(),
    act: read('new.example\nedge.example\nhttp://plain.example\nnot a front'),
  },
  { name: 'import-refused', hash: '#import', snapshot: aSnapshot(), act: read('Hello there!') },
  {
    name: 'export',
    hash: '#fronts',
    snapshot: aSnapshot(),
    act: async (stage) => {
      await stage.press('export_open');
      await stage.waitFor('.qr-code');
    },
  },
];
