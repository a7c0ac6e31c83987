/** The names of the local stack. None exists: only the stack's own browser and server know them. */
export const FRONTS = ['cdn-one.example', 'cdn-two.example'] as const;
/** The name on the edge's certificate for whoever names none of its fronts, or nobody. */
export const EDGE_HOST = 'edge.example';
export const INNER_HOST = 'inner.example';
export const ORIGIN_HOST = 'origin.example';
