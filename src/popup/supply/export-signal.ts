import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Exported, ExportedProfile } from '../../meek/fronts/export/exported.ts';
import { EXPORTS, type ExportFormat } from './exports.ts';

const NOTHING: Exported = { text: '', leftOut: [] };

/** The profile in a format; nothing until it has been written. */
export function useExported(
  profile: ExportedProfile,
  format: ExportFormat,
  withSecrets: boolean,
): ReadonlySignal<Exported> {
  const exported = useSignal(NOTHING);
  // The snapshot is a new one every second; what it says of the profile seldom is.
  const source = JSON.stringify(profile);
  useEffect(() => {
    let isCurrent = true;
    const writing = Promise.resolve(EXPORTS[format].write(JSON.parse(source), withSecrets));
    void writing.then((written) => {
      if (isCurrent) exported.value = written;
    });
    return () => {
      isCurrent = false;
    };
  }, [source, format, withSecrets]);
  return exported;
}
