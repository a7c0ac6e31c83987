import { type Front, frontAuthority } from '../front.ts';
import {
  type Exported,
  type ExportedProfile,
  frontsInUse,
  inexpressible,
  isPlain,
  type LeftOut,
} from './exported.ts';

/** `front inner` in lines. */
export function exportFrontInner(profile: ExportedProfile): Exported {
  const { innerHost, path } = profile;
  const leftOut = inexpressible(profile, ['token', 'serverPin', 'options', 'subscription']);
  if (path !== '/') leftOut.push({ path: 'path', code: 'not-expressible' });
  return frontLines(profile.fronts, leftOut, (front) =>
    isPlain(front) ? `${frontAuthority(front)} ${front.innerHost ?? innerHost}` : undefined,
  );
}

/** A front per line. The server is not meant to be in it. */
export function exportFrontList({ fronts }: ExportedProfile): Exported {
  return frontLines(fronts, [], (front) =>
    isPlain(front) && front.innerHost === undefined ? frontAuthority(front) : undefined,
  );
}

function frontLines(
  fronts: readonly Front[],
  leftOut: LeftOut[],
  lineOf: (front: Front) => string | undefined,
): Exported {
  let text = '';
  for (const [index, front] of frontsInUse(fronts, leftOut)) {
    const line = lineOf(front);
    if (line === undefined) leftOut.push({ path: `fronts[${index}]`, code: 'not-expressible' });
    else text += `${line}\n`;
  }
  return { text, leftOut };
}
