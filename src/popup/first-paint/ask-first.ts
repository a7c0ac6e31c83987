import { type Kept, readKept } from '../session-keeper.ts';

/** Asked for as soon as this file is loaded: the page begins meanwhile, if need be without it. */
export const asked: Promise<Kept> = readKept().catch(() => ({}));
