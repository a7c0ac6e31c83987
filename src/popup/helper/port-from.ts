/** Below are the ports that only a system's own services may open. */
const LOWEST = 1_024;
const HIGHEST = 65_535;

/** The port that a person typed; null where it is none that the helper could open. */
export function portFrom(text: string): number | null {
  const digits = text.trim();
  if (!/^\d{1,5}$/.test(digits)) return null;
  const port = Number(digits);
  return port >= LOWEST && port <= HIGHEST ? port : null;
}
