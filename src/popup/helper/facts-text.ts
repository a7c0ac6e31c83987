import type { LinkKind } from '../../background/helper-facts.ts';
import { type MessageKey, message } from '../messages.ts';

/** What a person may want to know that it can; the rest is for programs. */
const NAME_OF_CAPABILITY: Record<string, MessageKey> = {
  socks5: 'capability_socks5',
  'http-proxy': 'capability_http_proxy',
  'native-fronts': 'capability_native_fronts',
  'edge-pins': 'capability_edge_pins',
  'system-proxy': 'capability_system_proxy',
};

export function namesOfCapabilities(capabilities: readonly string[]): string {
  const names = capabilities.flatMap((each) => {
    const key = NAME_OF_CAPABILITY[each];
    return key === undefined ? [] : [message(key)];
  });
  // The list type for units has no separator at all in Russian and Chinese.
  const style = { type: 'conjunction', style: 'narrow' } as const;
  return new Intl.ListFormat(message('language_tag'), style).format(names);
}

const NAME_OF_LINK: Record<LinkKind, MessageKey> = {
  'native-messaging': 'link_native_messaging',
  'web-socket': 'link_web_socket',
};

export function linkName(link: LinkKind): string {
  return message(NAME_OF_LINK[link]);
}
