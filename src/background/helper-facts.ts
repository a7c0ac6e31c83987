/** Processes of the helper, for status pages and scripts. */
export interface HelperPids {
  readonly relay: number;
  readonly agent: number;
}

/** How frames reach the helper. */
export type LinkKind = 'native-messaging' | 'web-socket';

/** What is known of the helper, and of the way to it. */
export interface HelperFacts {
  /** As it says itself. */
  readonly version: string;
  readonly capabilities: readonly string[];
  readonly link: LinkKind;
}
