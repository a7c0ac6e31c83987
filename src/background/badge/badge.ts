import browser, { type Action } from 'webextension-polyfill';
import type { MessageKey } from '../../language/strings.ts';
import type { TunnelState } from '../state.ts';
import type { IconPictures, IconShape } from './icon.ts';

/** A state, or off where it was on when the browser was closed: nobody has been told yet. */
type Kind = TunnelState['kind'] | 'left-off';

interface Look {
  /** A sign, or a word of the person's language. Text and shape tell states apart without colour. */
  readonly text: string | { readonly word: MessageKey };
  readonly shape: IconShape;
  readonly color: string;
}

const LOOKS: Record<Kind, Look> = {
  off: { text: '', shape: 'hollow', color: '#5f6368' },
  starting: { text: '…', shape: 'hollow', color: '#5f6368' },
  direct: { text: '↗', shape: 'struck', color: '#a3231d' },
  on: { text: '✓', shape: 'solid', color: '#1b6e3c' },
  degraded: { text: '!', shape: 'solid', color: '#8a5a00' },
  failed: { text: '×', shape: 'struck', color: '#a3231d' },
  'left-off': { text: { word: 'badge_left_off' }, shape: 'hollow', color: '#8a5a00' },
};

export interface BadgeParts {
  /** A string in the person's language. */
  readonly message: (key: MessageKey, ...substitutions: string[]) => Promise<string>;
  readonly drawIcon: (shape: IconShape) => IconPictures;
}

/** What the toolbar says of the tunnel. It is written only where it changes. */
export class Badge {
  readonly #parts: BadgeParts;
  #state: TunnelState = { kind: 'off' };
  #wasLeftOff = false;
  #kind: Kind | null = null;
  #text: string | null = null;
  #title: string | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(parts: BadgeParts) {
    this.#parts = parts;
  }

  /** @param wasLeftOff it is off, and the person may believe that it is on */
  show(state: TunnelState, wasLeftOff = false): void {
    this.#state = state;
    this.#wasLeftOff = wasLeftOff;
    this.refresh();
  }

  /** The same state, in what is now the person's language. */
  refresh(): void {
    this.#last = this.#last.then(() => this.#paint()).catch(() => {});
  }

  /** Those that waited meanwhile find nothing left to do. */
  async #paint(): Promise<void> {
    const state = this.#state;
    const kind = this.#wasLeftOff ? 'left-off' : state.kind;
    if (kind !== this.#kind) {
      this.#kind = kind;
      await this.#paintLook(LOOKS[kind]);
    }
    await this.#paintText(LOOKS[kind]);
    const title = await this.#titleOf(state);
    if (title === this.#title) return;
    this.#title = title;
    await browser.action.setTitle({ title });
  }

  async #paintText({ text: look }: Look): Promise<void> {
    const text = typeof look === 'string' ? look : await this.#parts.message(look.word);
    if (text === this.#text) return;
    this.#text = text;
    await browser.action.setBadgeText({ text });
  }

  async #paintLook({ shape, color }: Look): Promise<void> {
    await browser.action.setBadgeBackgroundColor({ color });
    // Where no picture can be drawn, text and title say it all the same.
    await this.#paintIcon(shape).catch(() => {});
  }

  async #paintIcon(shape: IconShape): Promise<void> {
    // The polyfill's types ask for more than any ImageData has.
    const imageData = this.#parts.drawIcon(shape) as Record<string, Action.ImageDataType>;
    await browser.action.setIcon({ imageData });
  }

  async #titleOf(state: TunnelState): Promise<string> {
    const { message } = this.#parts;
    const word = await message(`state_${state.kind}`);
    const isProblem = state.kind === 'degraded' || state.kind === 'failed';
    if (!isProblem) return message('action_title', word);
    return message('action_title_problem', word, await message(`layer_${state.layer}`));
  }
}
