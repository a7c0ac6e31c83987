import { join } from 'node:path';
import { gnome } from '../../../src/helper/system-proxy/backends/gnome.ts';
import type { Command, Run } from '../../../src/helper/system-proxy/command.ts';
import { Journal } from '../../../src/helper/system-proxy/journal.ts';
import { SystemProxy } from '../../../src/helper/system-proxy/system-proxy.ts';
import { SystemProxyError } from '../../../src/helper/system-proxy/system-proxy-error.ts';

/** As a new GNOME session has them. */
const DEFAULTS = {
  'org.gnome.system.proxy.http host': "''",
  'org.gnome.system.proxy.http port': '8080',
  'org.gnome.system.proxy.https host': "''",
  'org.gnome.system.proxy.https port': '0',
  'org.gnome.system.proxy.ftp host': "''",
  'org.gnome.system.proxy.ftp port': '0',
  'org.gnome.system.proxy.socks host': "''",
  'org.gnome.system.proxy.socks port': '0',
  'org.gnome.system.proxy.http use-authentication': 'false',
  'org.gnome.system.proxy ignore-hosts': "['localhost', '127.0.0.0/8', '::1']",
  'org.gnome.system.proxy mode': "'none'",
};

/** gsettings with its store in memory, which notes what it was asked to change. */
export class FakeGsettings {
  readonly store = new Map<string, string>(Object.entries(DEFAULTS));
  readonly changes: Command[] = [];
  /** Refuses from this change on, counted from 0; what is read still works. */
  refusesFrom = Number.POSITIVE_INFINITY;
  /** As without a service to keep them: everything succeeds and nothing is kept. */
  isForgetful = false;
  /** Called before each change is carried out. */
  beforeChange: () => void = () => {};

  readonly run: Run = async (command) => {
    const [program, verb, schema, name, value] = command;
    if (program !== 'gsettings') throw new RangeError(`What is ${program}?`);
    const key = `${schema} ${name}`;
    if (verb === 'get') return `${this.store.get(key)}\n`;
    this.beforeChange();
    if (this.changes.length >= this.refusesFrom) {
      throw new SystemProxyError('failed', 'The key is not writable');
    }
    this.changes.push(command);
    if (!this.isForgetful) this.store.set(key, String(value));
    return '';
  };

  get values(): Record<string, string> {
    return Object.fromEntries(this.store);
  }

  set(key: string, value: string): void {
    this.store.set(`org.gnome.system.proxy${key}`, value);
  }

  get(key: string): string | undefined {
    return this.store.get(`org.gnome.system.proxy${key}`);
  }
}

/** @param folder for its journal and the shells' file */
export function fakeSystemProxy(settings: FakeGsettings, folder: string): SystemProxy {
  return new SystemProxy({
    backend: gnome,
    backendAt: () => gnome,
    run: settings.run,
    journal: new Journal(join(folder, 'system-proxy.json')),
    shellFile: join(folder, 'proxy.env'),
  });
}
