import { posix, win32 } from 'node:path';
import type { Files } from '../../../src/helper/install/files.ts';
import type { Machine, Platform, Ran } from '../../../src/helper/install/machine.ts';

interface MemoryFile {
  readonly bytes: Buffer;
  readonly mode: number;
}

const HOMES: Record<Platform, string> = {
  linux: '/home/someone',
  darwin: '/Users/someone',
  win32: 'C:\\Users\\someone',
};

const DATA_FOLDERS: Record<Platform, string> = {
  linux: '/home/someone/.local/share/frontage',
  darwin: '/Users/someone/Library/Application Support/Frontage',
  win32: 'C:\\Users\\someone\\AppData\\Local\\Frontage',
};

/** Any of the three systems, with a disk and a registry in memory. */
export class MemoryMachine implements Machine, Files {
  readonly platform: Platform;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly dataFolder: string;
  readonly path;
  readonly files: Files = this;
  readonly disk = new Map<string, MemoryFile>();
  readonly folders = new Set<string>();
  /** Default values, by key. */
  readonly registry = new Map<string, string>();
  /** What `reg.exe` was asked to change. */
  readonly commands: string[] = [];
  readonly unreadable = new Set<string>();
  readonly inUse = new Set<string>();
  isReadOnly = false;

  constructor(platform: Platform, env: NodeJS.ProcessEnv = {}) {
    this.platform = platform;
    this.path = platform === 'win32' ? win32 : posix;
    this.home = HOMES[platform];
    this.dataFolder = DATA_FOLDERS[platform];
    this.env = env;
    this.makeFolder(this.home);
  }

  /** Everything on the disk but folders that were there before. */
  get paths(): string[] {
    return [...this.disk.keys()].sort();
  }

  put(path: string, text = '', mode = 0o644): void {
    this.makeFolder(this.path.dirname(path));
    this.disk.set(path, { bytes: Buffer.from(text), mode });
  }

  text(path: string): string | undefined {
    return this.disk.get(path)?.bytes.toString();
  }

  exists(path: string): boolean {
    return this.disk.has(path) || this.folders.has(path);
  }

  read(path: string): Buffer | null {
    if (this.unreadable.has(path)) throw new Error('EACCES');
    return this.disk.get(path)?.bytes ?? null;
  }

  list(folder: string): string[] {
    return [...this.disk.keys(), ...this.folders]
      .filter((path) => path !== folder && this.path.dirname(path) === folder)
      .map((path) => this.path.basename(path));
  }

  isExecutable(path: string): boolean {
    return ((this.disk.get(path)?.mode ?? 0) & 0o111) !== 0;
  }

  isWritable(): boolean {
    return !this.isReadOnly;
  }

  write(path: string, bytes: Uint8Array, mode: number): void {
    if (!this.folders.has(this.path.dirname(path))) throw new Error(`No folder for ${path}`);
    this.disk.set(path, { bytes: Buffer.from(bytes), mode });
  }

  copy(from: string, to: string, mode: number): void {
    this.write(to, this.read(from) ?? Buffer.alloc(0), mode);
  }

  remove(path: string): void {
    if (this.inUse.has(path)) throw Object.assign(new Error('EBUSY'), { code: 'EBUSY' });
    this.disk.delete(path);
  }

  makeFolder(path: string): string[] {
    if (this.folders.has(path)) return [];
    const parent = this.path.dirname(path);
    const outer = parent === path ? [] : this.makeFolder(parent);
    this.folders.add(path);
    return [...outer, path];
  }

  removeFolderIfEmpty(path: string): void {
    if (this.list(path).length === 0) this.folders.delete(path);
  }

  run(command: string, args: readonly string[]): Ran {
    if (command !== 'reg.exe') return { status: null, stdout: '' };
    const [verb, key = '', ...options] = args;
    if (verb !== 'query') this.commands.push(['reg.exe', ...args].join(' '));
    const found = this.registry.get(key);
    if (verb === 'add') {
      this.registry.set(key, String(options[options.indexOf('/d') + 1]));
      return { status: 0, stdout: '' };
    }
    if (found === undefined) return { status: 1, stdout: '' };
    if (verb === 'delete') this.registry.delete(key);
    // As German Windows prints it.
    return { status: 0, stdout: `\r\n${key}\r\n    (Standard)    REG_SZ    ${found}\r\n\r\n` };
  }
}
