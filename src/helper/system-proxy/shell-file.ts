import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { LOOPBACK } from './backends/backend.ts';

/** In the spelling that each program looks for. */
const HTTP_NAMES = ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY'];
const OTHER_NAMES = ['all_proxy', 'ALL_PROXY'];
const EXCEPT_NAMES = ['no_proxy', 'NO_PROXY'];

/** Lines of a POSIX shell that send what it starts through the proxy. */
export function shellLines(port: number): string {
  const assign = (names: string[], value: string) => names.map((name) => `${name}=${value}`);
  const lines = [
    ...assign(HTTP_NAMES, `http://${LOOPBACK}:${port}`),
    // With the h, names are resolved at the far end.
    ...assign(OTHER_NAMES, `socks5h://${LOOPBACK}:${port}`),
    ...assign(EXCEPT_NAMES, 'localhost,127.0.0.1,::1'),
  ];
  return lines.map((line) => `export ${line}\n`).join('');
}

export function writeShellFile(path: string, port: number): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, shellLines(port));
}

export function removeShellFile(path: string): void {
  rmSync(path, { force: true });
}
