import type { ComponentChildren } from 'preact';
import { message } from '../../messages.ts';
import { type ReadImport, subscriptionOf } from '../../supply/import-model.ts';

/** What the document says about the server, and what of that is taken. */
export function ImportFacts({ read }: { read: ReadImport }) {
  const { facts } = read.preview;
  const subscription = subscriptionOf(read);
  const says = [facts.innerHost, facts.token, facts.serverPin, facts.options].some(Boolean);
  return (
    <>
      {read.target === null ? (
        <dl class="facts">
          <Fact label={message('field_name')}>{facts.name}</Fact>
          <TechnicalFact label={message('field_inner_host')} text={facts.innerHost} />
          <TechnicalFact label={message('field_path')} text={facts.path} />
          <Fact label={message('field_token')}>{facts.token ? message('fact_present') : null}</Fact>
          <TechnicalFact label={message('field_server_pin')} text={facts.serverPin ?? undefined} />
        </dl>
      ) : (
        says && <p class="hint">{message('import_server_not_taken')}</p>
      )}
      {subscription && (
        <div>
          <p>{message('import_subscribes')}</p>
          <ul class="plain-list">
            {subscription.urls.map((url) => (
              <li key={url}>
                <bdi class="technical">{url}</bdi>
              </li>
            ))}
          </ul>
        </div>
      )}
      {read.target === null && facts.serverPin == null && facts.upstream !== 'socks5' && (
        <p class="hint">{message('import_without_pin')}</p>
      )}
    </>
  );
}

function TechnicalFact({ label, text }: { label: string; text: string | undefined }) {
  return <Fact label={label}>{text && <bdi class="technical">{text}</bdi>}</Fact>;
}

function Fact({ label, children }: { label: string; children?: ComponentChildren }) {
  if (!children) return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
