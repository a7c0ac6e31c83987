/**
 * For every Node that carries traffic. V8 collects the whole heap each time some 10 MB passed
 * through buffers, since these count as if they were objects that have grown old, and stands still
 * for up to 30 ms. So the youngest objects are looked at often (1 MiB at a time), and all of them
 * from 64 MiB on only. Measured: 60 → 79 MB/s through the whole chain on loopback (Node 24).
 */
export const V8_OPTIONS = ['--max-semi-space-size=1', '--initial-old-space-size=64'] as const;

/** Node does not start with an option that its V8 does not know; these majors were tried. */
const NEWEST_TRIED_MAJOR = 24;

/** The options for this Node, or none for one that is newer. */
export function optionsFor(nodeVersion: string): readonly string[] {
  return Number.parseInt(nodeVersion, 10) <= NEWEST_TRIED_MAJOR ? V8_OPTIONS : [];
}
