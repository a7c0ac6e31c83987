import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Copies the built extension, with what a person grants in a dialog of the browser granted by its
 * manifest: host permissions, and the optional ones. Without `hosts` the person is asked.
 */
export async function copyExtension(
  from: string,
  to: string,
  hosts: readonly string[] | null,
): Promise<void> {
  await cp(from, to, { recursive: true });
  if (hosts === null) return;
  const path = join(to, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  manifest.host_permissions = hosts;
  // They stay optional: Firefox refuses to be asked for what is not.
  manifest.permissions.push(...manifest.optional_permissions);
  await writeFile(path, JSON.stringify(manifest));
}
