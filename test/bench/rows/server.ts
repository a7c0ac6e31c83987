import type { Row } from '../row.ts';
import { exchangeRows } from './server/exchanges.ts';
import { gigabyteRows } from './server/gigabyte.ts';
import { idleSessionRows } from './server/idle-sessions.ts';

/** frontage-server alone, over plain HTTP: as behind a CDN, but for the way there. */
export const serverRows: readonly Row[] = [...idleSessionRows, ...exchangeRows, ...gigabyteRows];
