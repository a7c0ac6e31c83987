import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { PemPair } from '../certificates.ts';
import type { EdgeOptions } from '../edge.ts';
import type { Fault } from './faults/fault.ts';
import { BLOCKS, FrontBlocks, parseBlock } from './faults/front-blocks.ts';
import { FAULT_NAMES, namedFault } from './faults/named.ts';
import { seededRandom } from './faults/seeded-random.ts';

export const USAGE = `Usage: edge-main.ts --cert-dir DIR --inner NAME=ORIGIN… [options]

  --listen HOST:PORT      default 127.0.0.1:0
  --cert-dir DIR          NAME.pem, certificate and key in one file, for each front;
                          default.pem for every other name
  --inner NAME=ORIGIN     inner host and its origin, HOST:PORT or https://HOST:PORT; repeatable
  --origin-ca FILE        CA of the https origins; default: the system's
  --origin-timeout-ms N   default 60000
  --http1-only            no HTTP/2
  --fault NAME[:PARAM,…]  what goes wrong; repeatable. One of
                          ${FAULT_NAMES.join(', ')}
  --block BLOCK:FRONT     what is done to one front; repeatable. One of
                          ${BLOCKS.join(', ')}
  --commands              more of them while it runs, from stdin, a line each:
                          block BLOCK:FRONT, unblock FRONT
  --fault-seed N          chance repeats itself with the same number; default 1
  --capture DIR           everything that passes, in the clear, two files for each request
  --log-requests          one line of JSON on stdout for each request
  --log-totals-ms N       what was carried so far, every N ms, in the same way
`;

export type EdgeCliErrorCode = 'EDGE_BAD_ARGUMENT';

export class EdgeCliError extends Error {
  override readonly name = 'EdgeCliError';
  readonly code: EdgeCliErrorCode = 'EDGE_BAD_ARGUMENT';
}

export interface EdgeArguments {
  readonly options: EdgeOptions;
  readonly logRequests: boolean;
  /** Obey commands from stdin. */
  readonly takesCommands: boolean;
  /** How often to log totals, in ms. Default: never. */
  readonly logTotalsMs: number | undefined;
}

export function parseEdgeArguments(args: readonly string[]): EdgeArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      listen: { type: 'string', default: '127.0.0.1:0' },
      'cert-dir': { type: 'string' },
      inner: { type: 'string', multiple: true, default: [] },
      'origin-ca': { type: 'string' },
      'origin-timeout-ms': { type: 'string', default: '60000' },
      'http1-only': { type: 'boolean', default: false },
      fault: { type: 'string', multiple: true, default: [] },
      block: { type: 'string', multiple: true, default: [] },
      commands: { type: 'boolean', default: false },
      'fault-seed': { type: 'string', default: '1' },
      capture: { type: 'string' },
      'log-totals-ms': { type: 'string' },
      'log-requests': { type: 'boolean', default: false },
    },
  });
  const directory = values['cert-dir'];
  if (!directory) throw new EdgeCliError('--cert-dir is missing.');
  const listen = parseUrl('--listen', `tcp://${values.listen}`);
  const caFile = values['origin-ca'];
  const logTotalsMs = values['log-totals-ms'];
  return {
    options: {
      host: listen.hostname.replace(/^\[|\]$/g, ''),
      port: Number(listen.port),
      ...readCertificates(directory),
      inners: Object.fromEntries(values.inner.map(parseInner)),
      originCaPem: caFile && readFileSync(caFile, 'utf8'),
      http1Only: values['http1-only'],
      captureFolder: values.capture,
      originTimeoutMs: parsePositive('--origin-timeout-ms', values['origin-timeout-ms']),
      faults: parseFaults(values.fault, parsePositive('--fault-seed', values['fault-seed'])),
      blocks: values.commands || values.block.length > 0 ? parseBlocks(values.block) : undefined,
    },
    logRequests: values['log-requests'],
    takesCommands: values.commands,
    logTotalsMs:
      logTotalsMs === undefined ? undefined : parsePositive('--log-totals-ms', logTotalsMs),
  };
}

function parseInner(argument: string): [string, URL] {
  const [name, origin] = argument.split('=', 2);
  if (!name || !origin) throw new EdgeCliError(`--inner ${argument}: not NAME=ORIGIN.`);
  const url = parseUrl('--inner', origin.includes('://') ? origin : `http://${origin}`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new EdgeCliError(`--inner ${argument}: an origin is http or https.`);
  }
  return [name, url];
}

function parseUrl(option: string, url: string): URL {
  const parsed = URL.parse(url);
  if (!parsed?.hostname) throw new EdgeCliError(`${option}: “${url}” is no address.`);
  return parsed;
}

function parsePositive(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value <= 0) {
    throw new EdgeCliError(`${option}: “${text}” is no positive number.`);
  }
  return value;
}

function parseFaults(names: readonly string[], seed: number): Fault[] {
  const environment = { random: seededRandom(seed), nowMs: () => performance.now() };
  return names.map((name) => {
    try {
      return namedFault(name, environment);
    } catch (error) {
      throw new EdgeCliError(`--fault ${name}: ${(error as Error).message}`);
    }
  });
}

function parseBlocks(texts: readonly string[]): FrontBlocks {
  const blocks = new FrontBlocks();
  for (const text of texts) {
    try {
      const { block, front } = parseBlock(text);
      blocks.block(block, front);
    } catch (error) {
      throw new EdgeCliError(`--block ${text}: ${(error as Error).message}`);
    }
  }
  return blocks;
}

function readCertificates(directory: string): Pick<EdgeOptions, 'fronts' | 'defaultCertificate'> {
  const files = readdirSync(directory).filter((file) => file.endsWith('.pem'));
  const pairs = files.map((file): [string, PemPair] => [
    file.slice(0, -'.pem'.length),
    readPair(join(directory, file)),
  ]);
  const { default: defaultCertificate, ...fronts } = Object.fromEntries(pairs);
  if (!defaultCertificate) throw new EdgeCliError(`--cert-dir ${directory}: no default.pem.`);
  return { fronts, defaultCertificate };
}

/** TLS finds each in the file by its PEM label. */
function readPair(file: string): PemPair {
  const pem = readFileSync(file, 'utf8');
  return { certificatePem: pem, keyPem: pem };
}
