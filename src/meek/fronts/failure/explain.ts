/**
 * Finds out what the network stack calls the error that a request to `url` has just ended with;
 * `undefined` where it does not tell.
 */
export type Explain = (url: string, error: unknown) => Promise<string | undefined>;

/** Causes of causes that are looked at. */
const DEPTH = 8;

/** In Node the error says it itself, or what caused it does. */
export const explainByCause: Explain = async (_url, error) => {
  let cause: unknown = error;
  for (let depth = 0; depth < DEPTH && cause instanceof Error; depth++) {
    const { code } = cause as { code?: unknown };
    if (typeof code === 'string') return code;
    // Of several addresses that were tried, the last is as good as any.
    cause = cause instanceof AggregateError ? cause.errors.at(-1) : cause.cause;
  }
  return undefined;
};
