import browser from 'webextension-polyfill';
import type { ReportAnswer, ReportRequest } from '../../background/diagnostics/reporter.ts';

/** Has the background make a report; null where it could not. */
export async function makeReport(withFrontNames: boolean): Promise<string | null> {
  const request: ReportRequest = { type: 'make-report', withFrontNames };
  try {
    const answer = (await browser.runtime.sendMessage(request)) as ReportAnswer | undefined;
    return answer?.ok ? answer.text : null;
  } catch {
    return null;
  }
}
