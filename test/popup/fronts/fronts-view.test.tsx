import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { message } from '../../../src/popup/messages.ts';
import { fakeBrowser } from '../fake-browser.ts';
import { buttonNamed, click, closePopup, find, openPopup, textOf, type } from '../open-popup.tsx';
import { aSnapshot, HOME, ON } from '../snapshots.ts';
import { aRow, manyRows, showRows } from './rows.ts';

vi.mock('webextension-polyfill', async () => ({
  default: (await import('../fake-browser.ts')).fakeBrowser,
}));

beforeEach(() => {
  fakeBrowser.permissions.request.mockReset().mockResolvedValue(true);
});
afterEach(closePopup);

const names = () =>
  [...document.querySelectorAll('.front .front-name')].map((it) => it.textContent);

async function openFronts(rows = [aRow('a.example'), aRow('b.example')], changes = {}) {
  const opened = await openPopup(aSnapshot({ state: ON, ...changes }), 'fronts');
  await showRows(opened.model, rows);
  return opened;
}

function control(place: number, name: string): HTMLElement {
  return find(`[data-place="${place}"] [data-control="${name}"]`);
}

async function press(key: string): Promise<void> {
  await act(() => {
    const target = document.activeElement;
    target?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
  });
}

describe('the list', () => {
  test('tells of each how it fares in words, by which way, and when it worked last', async () => {
    const hourAgo = Date.now() - 3_600_000;
    await openFronts([
      aRow('good.example', {
        ...{ state: 'good', rttMs: 120, technique: 'secure-proxy', lastOkAtMs: hourAgo },
      }),
      aRow('bad.example', { state: 'resting', lastFailure: 'FRONT_TLS_RESET' }),
      aRow('rested.example', { lastFailure: 'FRONT_TLS_RESET', technique: 'host-rule' }),
      aRow('new.example', { origin: 'listed' }),
      aRow('off.example', { state: 'disabled' }),
    ]);
    const rows = [...document.querySelectorAll('.front-open')].map((row) =>
      [...row.querySelectorAll('.front-state, .front-past')].map((part) => part.textContent),
    );
    expect(rows).toEqual([
      ['works, 120 ms', 'last worked 1 hr. ago · secure proxy'],
      ['resting: cut off once named', 'automatic'],
      ['cut off once named', 'Host header'],
      ['not tested', 'automatic · from the subscription'],
      ['switched off', 'automatic'],
    ]);
    const kinds = [...document.querySelectorAll<SVGElement>('.health-mark')];
    expect(kinds.map(({ dataset }) => dataset.kind)).toEqual([
      ...['good', 'failed', 'failed', 'untested', 'disabled'],
    ]);
    expect(textOf('.fronts-title')).toContain('1 of 5 work');
  });

  test('of five thousand has a few in the page, and says which place each has', async () => {
    await openFronts(manyRows(5_000));
    expect(names().length).toBeLessThan(40);
    const [first] = document.querySelectorAll('.front');
    expect(first?.getAttribute('aria-setsize')).toBe('5000');
    expect(first?.getAttribute('aria-posinset')).toBe('1');
  });

  test('one row can be reached by Tab, and the arrows lead on', async () => {
    await openFronts(manyRows(5_000));
    const reachable = () =>
      [...document.querySelectorAll<HTMLElement>('.front [data-control]')]
        .filter(({ tabIndex }) => tabIndex === 0)
        .map((it) => it.closest<HTMLElement>('.front')?.dataset.place);
    expect(new Set(reachable())).toEqual(new Set(['0']));
    control(0, 'test').focus();
    await press('ArrowDown');
    expect(document.activeElement).toBe(control(1, 'test'));
    await press('End');
    expect(document.activeElement).toBe(control(4_999, 'test'));
    expect(new Set(reachable())).toEqual(new Set(['4999']));
    await press('Home');
    expect(document.activeElement).toBe(control(0, 'test'));
  });

  test('a row without a test leaves the focus to what it has', async () => {
    await openFronts([aRow('a.example'), aRow('b.example', { state: 'disabled' })]);
    control(0, 'test').focus();
    await press('ArrowDown');
    expect(document.activeElement).toBe(control(1, 'open'));
  });
});

describe('search and filter', () => {
  const rows = [aRow('a.cdn.example', { state: 'good' }), aRow('b.cdn.example'), aRow('c.example')];

  test('leave those that match, in their order, and tell how many', async () => {
    const { model } = await openFronts(rows);
    await type('#front-search', 'cdn');
    expect(names()).toEqual(['a.cdn.example', 'b.cdn.example']);
    expect(textOf('.front-search [role=status]')).toBe('2 of 3 shown');
    await act(() => {
      model.fronts.filter.value = 'untested';
    });
    expect(names()).toEqual(['b.cdn.example']);
    const options = [...document.querySelectorAll('#front-filter option')];
    expect(options.map(({ textContent }) => textContent)).toEqual([
      ...['All (3)', 'Working (1)', 'Failed (0)', 'Not tested (2)', 'Switched off (0)'],
    ]);
  });

  test('that leave nothing can be undone by a click', async () => {
    await openFronts(rows);
    await type('#front-search', 'nowhere');
    expect(textOf('.nothing')).toContain(message('fronts_no_match'));
    await click(buttonNamed(message('fronts_show_all')));
    expect(names()).toHaveLength(3);
    expect(find<HTMLInputElement>('#front-search').value).toBe('');
  });
});

describe('where there is nothing to show', () => {
  test('without a profile one can be imported or added', async () => {
    const { model } = await openPopup(aSnapshot({ profiles: [], chosenProfileId: null }), 'fronts');
    expect(textOf('.nothing')).toBe(message('fronts_no_profile'));
    expect(buttonNamed(message('import_open'))).toBeTruthy();
    await click(buttonNamed(message('profile_add')));
    expect(model.draft.value).not.toBeNull();
  });

  test('without a front one can be imported or added', async () => {
    const { model } = await openFronts([]);
    expect(textOf('.nothing')).toBe(message('fronts_none'));
    await click(buttonNamed(message('front_add')));
    expect(model.fronts.draft.value?.replaces).toBeNull();
  });
});

describe('a front', () => {
  test('is switched off without a question, and on again with the browser’s', async () => {
    const { send } = await openFronts([
      aRow('a.example'),
      aRow('b.example', {
        ...{ state: 'disabled', front: { ...HOME.fronts[0], host: 'b.example', isDisabled: true } },
      } as object),
    ]);
    const use = { type: 'use-front', profileId: HOME.id };
    await click(control(0, 'use'));
    expect(send).toHaveBeenLastCalledWith({ ...use, key: 'a.example', isUsed: false });
    expect(fakeBrowser.permissions.request).not.toHaveBeenCalled();
    await click(control(1, 'use'));
    expect(send).toHaveBeenLastCalledWith({ ...use, key: 'b.example', isUsed: true });
    expect(fakeBrowser.permissions.request.mock.lastCall?.[0].origins).toContain(
      'https://b.example/*',
    );
  });

  test('that the browser may not reach is not switched on', async () => {
    fakeBrowser.permissions.request.mockResolvedValue(false);
    const { send } = await openFronts([aRow('b.example', { state: 'disabled' })]);
    await click(control(0, 'use'));
    expect(send).not.toHaveBeenCalled();
    expect(textOf('[role=alert]')).toBe(message('permission_still_missing'));
  });
});

describe('a test', () => {
  test('of one front is asked for, and shown at its row', async () => {
    const { model, send } = await openFronts();
    await click(control(1, 'test'));
    expect(send).toHaveBeenLastCalledWith({ type: 'vet-front', key: 'b.example' });
    await act(() => {
      const vetting = { key: 'b.example', total: 1, done: 0, good: 0 };
      model.snapshot.value = aSnapshot({ state: ON, vetting });
    });
    const words = [...document.querySelectorAll('.front-state')].map((it) => it.textContent);
    expect(words).toEqual(['not tested', message('front_testing')]);
    expect((control(0, 'test') as HTMLButtonElement).disabled).toBe(true);
  });

  test('of all is asked for, watched and stopped', async () => {
    const { model, send } = await openFronts();
    await click(buttonNamed(message('vet_fronts')));
    expect(send).toHaveBeenLastCalledWith({ type: 'vet-fronts' });
    await act(() => {
      const vetting = { key: null, total: 2_000, done: 31, good: 4 };
      model.snapshot.value = aSnapshot({ state: ON, vetting });
    });
    expect(textOf('.front-tests [role=status]')).toBe('31 of 2,000 tested, 4 work');
    expect(find<HTMLProgressElement>('progress').value).toBe(31);
    await click(buttonNamed(message('stop_vetting')));
    expect(send).toHaveBeenLastCalledWith({ type: 'stop-vetting' });
  });

  test('while the tunnel is off asks the browser for these hosts first', async () => {
    const { send } = await openFronts([aRow('a.example')], { state: { kind: 'off' } });
    expect(textOf('.front-tests .hint')).toBe(message('test_holds_pages'));
    await click(control(0, 'test'));
    expect(fakeBrowser.permissions.request).toHaveBeenCalledExactlyOnceWith({
      origins: ['https://a.example/*', 'http://inner.example/*', 'https://inner.example/*'],
    });
    expect(send).toHaveBeenLastCalledWith({ type: 'vet-front', key: 'a.example' });
    fakeBrowser.permissions.request.mockResolvedValue(false);
    send.mockClear();
    await click(control(0, 'test'));
    expect(send).not.toHaveBeenCalled();
  });

  test('while the tunnel has failed says what to do first', async () => {
    const state = { kind: 'failed', layer: 'helper', reason: 'helper-missing' };
    await openFronts(undefined, { state });
    expect(buttonNamed(message('vet_fronts')).disabled).toBe(true);
    expect(textOf('.front-tests .hint')).toBe(message('test_needs_off'));
  });
});

describe('the form', () => {
  const stored = (place: number) => ({ front: HOME.fronts[place] }) as object;
  const rows = () => [aRow('cdn.example', stored(0)), aRow('edge.example', stored(1))];

  test('adds a front, once the browser allows it', async () => {
    const { model, send } = await openFronts(rows());
    await click(buttonNamed(message('front_add')));
    await type('#front-host', 'https://new.example:8443/');
    await click(buttonNamed(message('save')));
    expect(fakeBrowser.permissions.request.mock.lastCall?.[0].origins).toContain(
      'https://new.example/*',
    );
    expect(send).toHaveBeenLastCalledWith({
      ...{ type: 'save-front', profileId: HOME.id, replaces: null },
      front: { host: 'new.example', port: 8443, technique: 'auto' },
    });
    await vi.waitFor(() => expect(model.fronts.draft.value).toBeNull());
  });

  test('changes the front whose row was opened, and goes back to that row', async () => {
    const { send } = await openFronts(rows());
    await click(control(1, 'open'));
    expect(find<HTMLInputElement>('#front-port').value).toBe('8443');
    await type('#front-port', '443');
    await click(buttonNamed(message('save')));
    expect(send).toHaveBeenLastCalledWith({
      ...{ type: 'save-front', profileId: HOME.id, replaces: 'edge.example:8443' },
      front: { host: 'edge.example', port: 443, technique: 'host-rule' },
    });
    await vi.waitFor(() => control(1, 'open'));
    await click(control(1, 'open'));
    await click(buttonNamed(message('cancel')));
    expect(document.activeElement).toBe(control(1, 'open'));
  });

  test('says at the field what is wrong, and sends nothing', async () => {
    const { send } = await openFronts(rows());
    await click(buttonNamed(message('front_add')));
    await type('#front-host', '192.0.2.1');
    await type('#front-port', '0');
    await click(buttonNamed(message('save')));
    expect(textOf('#front-host-errors')).toContain('192.0.2.1');
    expect(textOf('#front-port-errors')).toBe(message('error_front_port'));
    expect(document.activeElement).toBe(find('#front-host'));
    expect(send).not.toHaveBeenCalled();
  });

  test('is not saved when the browser refuses, and stays', async () => {
    fakeBrowser.permissions.request.mockResolvedValue(false);
    const { model, send } = await openFronts(rows());
    await click(control(0, 'open'));
    await click(buttonNamed(message('save')));
    expect(send).not.toHaveBeenCalled();
    expect(textOf('[role=alert]')).toBe(message('permission_refused'));
    expect(model.fronts.draft.value).not.toBeNull();
  });

  test('removes the front after a question', async () => {
    const { model, send } = await openFronts(rows());
    await click(control(0, 'open'));
    await click(buttonNamed(message('front_remove')));
    expect(send).not.toHaveBeenCalled();
    await click(buttonNamed(message('front_remove')));
    const request = { type: 'remove-front', profileId: HOME.id, key: 'cdn.example' };
    expect(send).toHaveBeenLastCalledWith(request);
    expect(model.fronts.draft.value).toBeNull();
  });

  test('of a listed front there is none, but a way to test it and to go back', async () => {
    const { model, send } = await openFronts([aRow('listed.example', { origin: 'listed' })]);
    await click(control(0, 'open'));
    expect(document.querySelector('form')).toBeNull();
    expect(textOf('.front-page')).toContain(message('front_is_listed'));
    await click(buttonNamed(message('front_test')));
    expect(send).toHaveBeenLastCalledWith({ type: 'vet-front', key: 'listed.example' });
    await click(buttonNamed(message('back')));
    expect(model.fronts.draft.value).toBeNull();
  });
});
