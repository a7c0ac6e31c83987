import { type Front, frontAuthority } from '../../meek/fronts/front.ts';

/** A front in one line: its name and whatever else it says. Technical in every language. */
export function describeFront(front: Front): string {
  const { address, sni, verifyHost, innerHost, technique, pins, provider } = front;
  const parts = [
    frontAuthority(front),
    address,
    sni === undefined ? undefined : `SNI ${sni ?? '–'}`,
    verifyHost && `cert ${verifyHost}`,
    pins?.length ? `${pins.length} × pin` : undefined,
    innerHost && `Host ${innerHost}`,
    technique === 'auto' ? undefined : technique,
    provider,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}
