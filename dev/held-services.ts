import { rm, writeFile } from 'node:fs/promises';

/** What Debian asks before it starts a service (invoke-rc.d, deb-systemd-invoke). */
const POLICY_FILE = '/usr/sbin/policy-rc.d';
const START_NOTHING = '#!/bin/sh\nexit 101\n';

/**
 * Debian starts a service as soon as it is installed, and nginx would take port 80. While
 * `install` runs, it is told not to, unless the machine has such a policy already.
 */
export async function withServicesHeld(
  install: () => Promise<void>,
  policyFile = POLICY_FILE,
): Promise<void> {
  const isOurs = await writeFile(policyFile, START_NOTHING, { mode: 0o755, flag: 'wx' }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
  try {
    await install();
  } finally {
    if (isOurs) await rm(policyFile);
  }
}
