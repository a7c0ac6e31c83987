import browser from 'webextension-polyfill';

/** A system that there is a helper for, in the words of its release files. */
export interface Platform {
  readonly system: System;
  readonly arch: string;
}

export type System = 'linux' | 'darwin' | 'win32';

const SYSTEMS: Record<string, System> = { linux: 'linux', mac: 'darwin', win: 'win32' };
const ARCHES: Record<string, string> = { 'x86-64': 'x64', aarch64: 'arm64' };

/** Null where no helper can run, as on ChromeOS and Android. */
export async function detectPlatform(): Promise<Platform | null> {
  const { os, arch } = await browser.runtime.getPlatformInfo();
  const system = SYSTEMS[os];
  return system === undefined ? null : { system, arch: ARCHES[arch] ?? arch };
}
