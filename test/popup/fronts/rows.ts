import { act } from 'preact/test-utils';
import type { FrontRow } from '../../../src/background/fronts/front-rows.ts';
import type { PopupModel } from '../../../src/popup/popup-model.ts';
import { HOME } from '../snapshots.ts';

export function aRow(host: string, changes: Partial<FrontRow> = {}): FrontRow {
  return {
    front: { host, port: 443, technique: 'auto' },
    origin: 'own',
    state: 'unknown',
    technique: 'auto',
    rttMs: null,
    lastFailure: null,
    lastOkAtMs: null,
    ...changes,
  };
}

export const manyRows = (count: number) =>
  Array.from({ length: count }, (_, index) => aRow(`f${index}.example`));

/** The background tells of these. */
export async function showRows(model: PopupModel, rows: readonly FrontRow[]): Promise<void> {
  await act(() => {
    model.fronts.list.value = { profileId: HOME.id, rows };
  });
}
