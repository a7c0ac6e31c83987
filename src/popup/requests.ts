import browser from 'webextension-polyfill';
import type { Answer, Request } from '../background/messages.ts';

/** Asks the background; `null` when nothing there answered. */
export async function send(request: Request): Promise<Answer | null> {
  try {
    const answer: unknown = await browser.runtime.sendMessage(request);
    return (answer as Answer | undefined) ?? null;
  } catch {
    // The browser's own words ("Receiving end does not exist") would help no one.
    return null;
  }
}
