import type { Browser } from 'puppeteer-core';

/** WebDriver BiDi, as far as it is needed here. The driver keeps it to itself. */
interface Bidi {
  send(method: string, params: object): Promise<{ result: unknown }>;
}

interface Evaluated {
  readonly result?: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string };
}

/** The value of this script, or of its promise, in Firefox's own window, which may do anything. */
export async function inFirefox(browser: Browser, script: string): Promise<unknown> {
  const { connection } = browser as unknown as { connection: Bidi };
  const { result: tree } = await connection.send('browsingContext.getTree', {
    'moz:scope': 'chrome',
    maxDepth: 0,
  });
  const [window] = (tree as { contexts: { context: string }[] }).contexts;
  const { result } = await connection.send('script.evaluate', {
    expression: script,
    target: { context: window?.context },
    awaitPromise: true,
  });
  const { result: value, exceptionDetails } = result as Evaluated;
  if (exceptionDetails) throw new Error(`Firefox: ${exceptionDetails.text}`);
  return value?.value;
}
