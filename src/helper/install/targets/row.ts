export type BrowserFamily = 'chromium' | 'firefox';

/** Why a browser cannot simply start what is on the machine. */
export type Confinement = 'flatpak' | 'snap';

/** One browser on one system, as data. `machine.ts` says what stands in `{…}`. */
export interface BrowserRow {
  /** As `--browser` takes it. */
  readonly browser: string;
  /** As people know it. */
  readonly title: string;
  readonly family: BrowserFamily;
  /** Folders where it looks for one user's manifests. Each gets one; none: it takes none. */
  readonly user?: readonly string[];
  /** Folders where it looks for everybody's. Never written, only looked at. */
  readonly system?: readonly string[];
  /** Windows: below HKCU and HKLM; each gets one. */
  readonly keys?: readonly string[];
  /** Any of these shows that the browser is, or was, here. */
  readonly traces: readonly string[];
  /** So does any of these programs in PATH. */
  readonly programs?: readonly string[];
  readonly confinement?: Confinement;
}
