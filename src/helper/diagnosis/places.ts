import { HOST_NAME } from '../../link/identity.ts';
import { MANIFEST_FILE } from '../install/host-manifest.ts';
import type { Machine } from '../install/machine.ts';
import { registryValue } from '../install/registry.ts';
import type { BrowserFamily } from '../install/targets/row.ts';
import type { Target } from '../install/targets.ts';

/** Where browsers find a manifest. One of the user's is found before one of the system's. */
export interface ManifestPlace {
  readonly path: string;
  /** Windows: the key that names it. */
  readonly registryKey: string | null;
  readonly scope: 'user' | 'system';
  readonly family: BrowserFamily;
  readonly browsers: readonly string[];
}

/** Places that exist, and those only; several browsers may share one. */
export function manifestPlaces(machine: Machine, targets: readonly Target[]): ManifestPlace[] {
  const places = new Map<string, ManifestPlace>();
  for (const target of targets) {
    const { browser, family } = target;
    for (const place of placesOf(machine, target)) {
      const id = place.registryKey ?? place.path;
      const browsers = [...(places.get(id)?.browsers ?? []), browser];
      places.set(id, { ...place, family, browsers });
    }
  }
  return [...places.values()];
}

type Place = Pick<ManifestPlace, 'path' | 'registryKey' | 'scope'>;

function placesOf(machine: Machine, target: Target): Place[] {
  if (machine.platform === 'win32') return registered(machine, target);
  const inFolder = (scope: Place['scope']) => (folder: string) => {
    const path = machine.path.join(folder, MANIFEST_FILE);
    return machine.files.exists(path) ? [{ path, registryKey: null, scope }] : [];
  };
  return [
    ...target.userFolders.flatMap(inFolder('user')),
    ...target.systemFolders.flatMap(inFolder('system')),
  ];
}

function registered(machine: Machine, { registryKeys }: Target): Place[] {
  return registryKeys.flatMap((parent) =>
    (['HKCU', 'HKLM'] as const).flatMap((hive): Place[] => {
      const key = `${parent}\\${HOST_NAME}`;
      const path = registryValue(machine, hive, key);
      const scope = hive === 'HKCU' ? 'user' : 'system';
      return path === null ? [] : [{ path, registryKey: `${hive}\\${key}`, scope }];
    }),
  );
}
