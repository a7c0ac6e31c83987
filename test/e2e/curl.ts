import { execFile } from 'node:child_process';

export interface CurlResult {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Exit status of curl for a SOCKS request that was refused; the reply stands in its message. */
export const CURL_PROXY_REFUSED = 97;

/** Runs Debian's curl to its end, whatever that is. */
export function curl(...args: string[]): Promise<CurlResult> {
  const bounded = ['-sS', '--max-time', '100', ...args];
  return new Promise((resolve) => {
    const options = { encoding: 'buffer', maxBuffer: 2 ** 30 } as const;
    execFile('curl', bounded, options, (error, stdout, stderr) => {
      const exitCode = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
      resolve({ exitCode, stdout, stderr: stderr.toString() });
    });
  });
}

/** Through the local proxy, names resolved at the far end. */
export function socksCurl(proxyPort: number, ...args: string[]): Promise<CurlResult> {
  return curl('--socks5-hostname', `127.0.0.1:${proxyPort}`, ...args);
}
