import type { Front } from '../front.ts';
import {
  type ExportChoice,
  type Exported,
  type ExportedProfile,
  frontsInUse,
  inexpressible,
  type LeftOut,
  withoutSecrets,
} from './exported.ts';

/** lantern-box's `MeekOutboundOptions`: edges that are dialled by address. */
export function exportLanternBox(all: ExportedProfile, choice: ExportChoice): Exported {
  const { profile, leftOut } = withoutSecrets(all, choice);
  const specs: Record<string, string>[] = [];
  for (const [index, front] of frontsInUse(profile.fronts, leftOut)) {
    const spec = frontSpec(front, profile.innerHost);
    if (spec) specs.push(spec);
    else leftOut.push({ path: `fronts[${index}]`, code: 'not-expressible' });
  }
  const outbound = {
    type: 'meek',
    tag: profile.name,
    url: `https://${profile.innerHost}${profile.path}`,
    fronts: specs,
    ...options(profile),
  };
  leftOut.push(...inexpressible(profile, ['serverPin', 'subscription']), ...leftOptions(profile));
  return { text: `${JSON.stringify(outbound, undefined, 2)}\n`, leftOut };
}

/** A front with pins is left out: without them it would be checked less than it was. */
function frontSpec(front: Front, innerHost: string): Record<string, string> | undefined {
  const { host, port, address, sni = host, verifyHost = host, pins } = front;
  if (address === undefined || pins || (front.innerHost ?? innerHost) !== innerHost)
    return undefined;
  const bracketed = address.includes(':') && port !== 443 ? `[${address}]` : address;
  return {
    ip_address: port === 443 ? address : `${bracketed}:${port}`,
    ...(sni !== null && { sni }),
    verify_hostname: verifyHost,
  };
}

function options({ token, options: all }: ExportedProfile): object {
  const header = { ...all.headers, ...(token !== null && { 'X-Meek-Auth': token }) };
  return {
    ...(Object.keys(header).length > 0 && { header }),
    ...(all.pollIntervalMs !== undefined && { poll_interval_ms: all.pollIntervalMs }),
    ...(all.maxBodyBytes !== undefined && { max_body_bytes: all.maxBodyBytes }),
    ...(all.sessionIdBytes !== undefined && { session_id_len: all.sessionIdBytes }),
    ...(all.connectTimeoutMs !== undefined && { connect_timeout: `${all.connectTimeoutMs}ms` }),
    ...(all.readTimeoutMs !== undefined && { read_timeout: `${all.readTimeoutMs}ms` }),
  };
}

function leftOptions({ options: { protocol, pollIntervalMaxMs } }: ExportedProfile): LeftOut[] {
  return Object.entries({ protocol, pollIntervalMaxMs })
    .filter(([, value]) => value !== undefined)
    .map(([key]) => ({ path: `options.${key}`, code: 'not-expressible' as const }));
}
