import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { V8_OPTIONS } from '../../src/helper/v8-options.ts';
import type { CertificateAuthority } from '../certificates.ts';
import type { Sighting } from '../edge/sighting.ts';
import { inNamespace } from '../network-namespace.ts';
import { type Listening, listeningLine, type RunningProcess, startProcess } from '../processes.ts';
import type { LocalStackOptions } from './local-stack.ts';
import { EDGE_HOST, FRONTS, INNER_HOST } from './names.ts';

const TOTALS_MS = 200;

/** Starts the stack's CDN edge, with a certificate for each front, and keeps what it reports. */
export async function startEdge(
  authority: CertificateAuthority,
  folder: string,
  serverPort: number,
  { sightings, hear }: { sightings: Sighting[]; hear: (line: string) => void },
  options: LocalStackOptions,
): Promise<RunningProcess<Listening>> {
  const certificates = join(folder, 'certificates');
  await mkdir(certificates, { mode: 0o700 });
  for (const [file, host] of [
    ...(options.fronts ?? FRONTS).map((front) => [front, front]),
    ['default', EDGE_HOST],
  ]) {
    const { certificatePem, keyPem } = await authority.issue([host ?? '']);
    await writeFile(join(certificates, `${file}.pem`), `${certificatePem}\n${keyPem}`, {
      mode: 0o600,
    });
  }
  const inner = ['--inner', `${INNER_HOST}=127.0.0.1:${serverPort}`];
  const protocol = options.http1Only ? ['--http1-only'] : [];
  const faults = (options.faults ?? []).flatMap((fault) => ['--fault', fault]);
  const blocks = options.blocks?.flatMap((block) => ['--block', block]) ?? [];
  const commands = options.blocks ? ['--commands', ...blocks] : [];
  const listen = ['--listen', `${options.namespaces?.edgeAddress ?? '127.0.0.1'}:0`];
  const main = join(import.meta.dirname, '..', 'edge-main.ts');
  const args = [...V8_OPTIONS, main, '--cert-dir', certificates, ...inner, ...listen];
  return startProcess({
    ...inNamespace(options.namespaces?.edge, {
      command: process.execPath,
      args: [...args, ...protocol, ...faults, ...commands, ...edgeLogs(options)],
    }),
    ready: listeningLine,
    takesInput: true,
    onLine: (line) => {
      hear(line);
      keepSighting(line, sightings);
      if (line.startsWith('{"event":"totals"')) options.onTotals?.(JSON.parse(line));
    },
  });
}

function edgeLogs({ keepSightings = true, captureFolder, onTotals }: LocalStackOptions): string[] {
  return [
    ...(captureFolder ? ['--capture', captureFolder] : []),
    ...(keepSightings ? ['--log-requests'] : []),
    ...(onTotals ? ['--log-totals-ms', String(TOTALS_MS)] : []),
  ];
}

function keepSighting(line: string, sightings: Sighting[]): void {
  if (!line.startsWith('{"atMs"')) return;
  sightings.push(JSON.parse(line));
  // A long-running stack must not keep them all.
  if (sightings.length > 20_000) sightings.splice(0, 10_000);
}
