import browser from 'webextension-polyfill';

const BLOCK = 1;

/** Without a list of types a rule would leave out the pages themselves. */
const EVERY_TYPE = { excludedResourceTypes: [] };

/**
 * Blocks whatever pages send, or lets it go. That needs no permission for hosts. The rule outlives
 * worker and browser, and goes with the extension.
 */
export async function blockPages(isBlocked: boolean): Promise<void> {
  const addRules = isBlocked ? [blockRule()] : [];
  // The polyfill's types know fewer condition keys than Firefox does.
  const update = { removeRuleIds: [BLOCK], addRules: addRules as never };
  await browser.declarativeNetRequest.updateDynamicRules(update);
}

function blockRule() {
  // The extension's own are its gate's to hold back.
  const excludedInitiatorDomains = [new URL(browser.runtime.getURL('')).hostname];
  const condition = { ...EVERY_TYPE, excludedInitiatorDomains };
  return { id: BLOCK, priority: 1, action: { type: 'block' }, condition };
}
