import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserName } from '../../dev/stack/local-stack.ts';
import { HOST_NAME } from '../../src/link/identity.ts';

const FOLDERS: Record<BrowserName, string> = {
  chromium: '.config/chromium/NativeMessagingHosts',
  firefox: '.mozilla/native-messaging-hosts',
};

/** The manifest by which a browser of the stack finds its helper, to be broken and mended. */
export class NativeManifest {
  readonly #home: string;
  readonly #path: string;
  readonly #good: Record<string, unknown>;

  private constructor(home: string, path: string, good: Record<string, unknown>) {
    this.#home = home;
    this.#path = path;
    this.#good = good;
  }

  static async of(stackFolder: string, browser: BrowserName): Promise<NativeManifest> {
    const home = join(stackFolder, 'home');
    const path = join(home, FOLDERS[browser], `${HOST_NAME}.json`);
    return new NativeManifest(home, path, JSON.parse(await readFile(path, 'utf8')));
  }

  remove(): Promise<void> {
    return rm(this.#path, { force: true });
  }

  async write(text: string): Promise<void> {
    await writeFile(this.#path, text);
  }

  /** As it was installed, but for these fields. */
  async restore(changes: Record<string, unknown> = {}): Promise<void> {
    await this.write(JSON.stringify({ ...this.#good, ...changes }));
  }

  /** Has the browser start this shell script instead of the helper. */
  async startInstead(script: string, mode = 0o755): Promise<void> {
    const path = join(this.#home, 'instead');
    await rm(path, { force: true });
    await writeFile(path, `#!/bin/sh\n${script}\n`, { mode });
    await this.restore({ path });
  }
}
