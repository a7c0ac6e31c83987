import { render } from 'preact';
import { act } from 'preact/test-utils';
import { vi } from 'vitest';
import type { Request, Snapshot } from '../../src/background/messages.ts';
import { App } from '../../src/popup/components/app.tsx';
import { PopupModel, type Send } from '../../src/popup/popup-model.ts';
import { ImportModel } from '../../src/popup/supply/import-model.ts';
import type { View } from '../../src/popup/views/view.ts';

/** Renders `view` with `snapshot`, and a background that answers every request with it. */
export async function openPopup(snapshot: Snapshot | null, view: View = 'tunnel') {
  const send = vi.fn<Send>(async (_request: Request) =>
    snapshot === null ? null : { ok: true, snapshot },
  );
  const model = new PopupModel(send);
  model.snapshot.value = snapshot;
  model.view.value = view;
  const importing = new ImportModel();
  document.body.replaceChildren();
  await act(() => render(<App model={model} importing={importing} />, document.body));
  return { model, importing, send };
}

export function closePopup(): void {
  render(null, document.body);
}

/** The element that matches, or a failed test. */
export function find<E extends HTMLElement>(selector: string): E {
  const element = document.body.querySelector<E>(selector);
  if (element === null) throw new Error(`Nothing matches ${selector}:\n${document.body.innerHTML}`);
  return element;
}

export function buttonNamed(name: string): HTMLButtonElement {
  const buttons = [...document.body.querySelectorAll('button')];
  const button = buttons.find(({ textContent }) => textContent === name);
  if (button === undefined) throw new Error(`No button “${name}”:\n${document.body.innerHTML}`);
  return button;
}

export async function click(element: HTMLElement): Promise<void> {
  await act(async () => element.click());
}

export async function type(selector: string, text: string): Promise<void> {
  const field = find<HTMLInputElement>(selector);
  await act(() => {
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

export function textOf(selector: string): string {
  return find(selector).textContent ?? '';
}
