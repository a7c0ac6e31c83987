import { type Front, frontAuthority } from '../../../meek/fronts/front.ts';

/** A front's name in a list: a very long host is cut, and never the address, which tells fronts apart. */
export function FrontName({ front }: { front: Front }) {
  return (
    <bdi class="front-name">
      <span class="front-host">{frontAuthority(front)}</span>
      {front.address !== undefined && <span> ({front.address})</span>}
    </bdi>
  );
}
