import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Copies the built extension with all permissions granted by its manifest, for these hosts.
 *
 * A person grants them in a dialog of the browser, which nothing but a person can answer.
 */
export async function copyWithGrants(
  from: string,
  to: string,
  hosts: readonly string[],
): Promise<void> {
  await cp(from, to, { recursive: true });
  const path = join(to, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  manifest.host_permissions = hosts;
  manifest.permissions.push(...manifest.optional_permissions.splice(0));
  await writeFile(path, JSON.stringify(manifest));
}
