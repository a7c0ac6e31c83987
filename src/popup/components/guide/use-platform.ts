import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { detectPlatform, type Platform } from '../../helper/platform.ts';

/** The system that this is; `undefined` until the browser has said so, null where none fits. */
export function usePlatform(): Platform | null | undefined {
  const platform = useSignal<Platform | null | undefined>(undefined);
  useEffect(() => {
    void detectPlatform().then((detected) => {
      platform.value = detected;
    });
  }, [platform]);
  return platform.value;
}
