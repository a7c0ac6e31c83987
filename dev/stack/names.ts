/** The names of the local stack. None exists: only the stack's own browser and server know them. */
export const FRONTS = ['cdn-one.example', 'cdn-two.example'] as const;
export const INNER_HOST = 'inner.example';
export const ORIGIN_HOST = 'origin.example';
