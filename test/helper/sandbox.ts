import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

const folders: string[] = [];

/** Once more, for programs that were just starting when their test ended. */
export function removeSandboxes(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** Folders of one test's own, so that no helper meets another's agent or installed files. */
export class Sandbox {
  readonly folder = mkdtempSync(join(tmpdir(), 'frontage-'));
  readonly home = join(this.folder, 'home');
  readonly runtime = join(this.folder, 'run');
  readonly program: string;
  readonly #agents = new Set<number>();
  readonly #environment: NodeJS.ProcessEnv;

  /** @param environment of its programs, besides */
  constructor(program: string, environment: NodeJS.ProcessEnv = {}) {
    this.program = program;
    this.#environment = environment;
    folders.push(this.folder);
    mkdirSync(this.home);
    onTestFinished(() => this.#cleanUp());
  }

  get env(): NodeJS.ProcessEnv {
    const { PATH } = process.env;
    return {
      ...{ PATH, HOME: this.home, FRONTAGE_RUNTIME_DIR: this.runtime },
      ...this.#environment,
    };
  }

  /** The agent with this pid is the sandbox's to end. */
  ownAgent(pid: number): void {
    this.#agents.add(pid);
  }

  /** Runs the program, a script, in this Node. */
  run(...args: string[]) {
    return this.#run(process.execPath, [this.program, ...args]);
  }

  /** Runs the program, an executable. */
  start(...args: string[]) {
    return this.#run(this.program, args);
  }

  async #run(command: string, args: readonly string[]) {
    const child = spawn(command, args, {
      env: this.env,
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const closed = once(child, 'close');
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { stdout, stderr, code: (await closed)[0] };
  }

  /** An agent that nobody told the sandbox of leaves when it finds its folder gone. */
  #cleanUp(): void {
    for (const pid of this.#agents) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has left already.
      }
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
