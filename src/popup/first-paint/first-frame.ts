/** A page that nobody looks at is not painted. */
const HIDDEN_LIMIT_MS = 150;

/**
 * Resolves once the browser has the page's first frame, in the time between two frames: what starts
 * before, the worker above all, takes from the time to the first paint.
 */
export function firstFrame(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
    setTimeout(resolve, HIDDEN_LIMIT_MS);
  });
}
