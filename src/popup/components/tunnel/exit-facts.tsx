import type { ExitView } from '../../../background/exit/view.ts';
import type { ServerExit } from '../../../meek/server-exit.ts';
import { message } from '../../messages.ts';
import { formatMilliseconds } from '../../quantities.ts';

/** What the server has said of itself, as its word and no more. */
export function ExitFacts({ told }: { told: ExitView & { kind: 'told' } }) {
  const { exit, roundTripMs } = told;
  return (
    <>
      <p>{message('exit_told')}</p>
      <dl class="facts">
        <dt>IPv4</dt>
        <dd>
          <Address address={exit.ipv4} />
        </dd>
        <dt>IPv6</dt>
        <dd>
          <Address address={exit.ipv6} />
        </dd>
        <dt>{message('exit_round_trip')}</dt>
        <dd>{formatMilliseconds(roundTripMs)}</dd>
        <dt>{message('exit_version')}</dt>
        <dd>
          <bdi>{exit.version}</bdi>
        </dd>
      </dl>
    </>
  );
}

function Address({ address }: { address: ServerExit['ipv4'] }) {
  if (address === null) return message('exit_none');
  if (address === 'translated') return message('exit_translated');
  return <bdi class="technical">{address}</bdi>;
}
