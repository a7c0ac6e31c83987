import type { MessageKey } from '../messages.ts';

const HOST = '127.0.0.1';

/** What one program takes to go through the local proxy. */
export interface ProgramLine {
  /** A program's own name, or the key of a word for it. */
  readonly name: string | { readonly key: MessageKey };
  readonly text: string;
}

/**
 * Lines to copy. Names are always resolved at the far end.
 *
 * @param isWindows for its own shell, else a POSIX one
 */
export function programLines(port: number, isWindows: boolean): ProgramLine[] {
  const socks = `socks5h://${HOST}:${port}`;
  return [
    { name: 'curl', text: `curl --proxy ${socks} https://example.org/` },
    { name: 'git', text: `git -c http.proxy=${socks} clone https://example.org/project.git` },
    {
      name: 'ssh',
      text: `ssh -o ProxyCommand='nc -X 5 -x ${HOST}:${port} %h %p' user@example.org`,
    },
    isWindows ? powerShellLine(port) : shellLine(port),
  ];
}

export function telegramLine(port: number): ProgramLine {
  return { name: 'Telegram', text: `tg://socks?server=${HOST}&port=${port}` };
}

/** Has a shell read the file that is there while the whole system goes through the tunnel. */
export function shellFileLine(path: string): ProgramLine {
  return {
    name: { key: 'programs_shell_file' },
    text: `source '${path.replaceAll("'", `'\\''`)}'`,
  };
}

function shellLine(port: number): ProgramLine {
  const http = `http://${HOST}:${port}`;
  const text = `export http_proxy=${http} https_proxy=${http} all_proxy=socks5h://${HOST}:${port} no_proxy=localhost,127.0.0.1,::1`;
  return { name: { key: 'programs_shell' }, text };
}

function powerShellLine(port: number): ProgramLine {
  const http = `http://${HOST}:${port}`;
  return { name: 'PowerShell', text: `$env:HTTP_PROXY = $env:HTTPS_PROXY = '${http}'` };
}
