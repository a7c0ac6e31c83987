import { join } from 'node:path';
import { dataFolder } from '../folders.ts';
import { runCommand } from './command.ts';
import { backendAt, detectBackend } from './detect.ts';
import { Journal } from './journal.ts';
import { SystemProxy } from './system-proxy.ts';

/** This user's. */
export function openSystemProxy(): SystemProxy {
  return new SystemProxy({
    backend: detectBackend(),
    backendAt,
    run: runCommand,
    journal: new Journal(join(dataFolder(), 'system-proxy.json')),
    shellFile: join(dataFolder(), 'proxy.env'),
  });
}
