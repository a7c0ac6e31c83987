import { readKept } from '../session-keeper.ts';

/** Asked for as soon as this file is loaded: the page begins meanwhile. */
export const asked = readKept();
