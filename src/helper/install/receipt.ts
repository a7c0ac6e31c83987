import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { HelperError } from '../errors.ts';
import { dataFolder } from '../folders.ts';

/** What was written where, so that uninstalling removes exactly that. */
const Receipt = v.object({
  version: v.literal(1),
  entries: v.array(v.object({ browser: v.string(), manifestPath: v.string() })),
});
export type Receipt = v.InferOutput<typeof Receipt>;
export type ReceiptEntry = Receipt['entries'][number];

export function receiptPath(): string {
  return join(dataFolder(), 'installed.json');
}

/** @throws HelperError when the file was damaged */
export function readReceipt(): ReceiptEntry[] {
  let text: string;
  try {
    text = readFileSync(receiptPath(), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  try {
    return v.parse(Receipt, JSON.parse(text)).entries;
  } catch (cause) {
    const message = `${receiptPath()} is damaged. Remove it and install again.`;
    throw new HelperError('HELPER_INSTALL', message, { cause });
  }
}

export function writeReceipt(entries: ReceiptEntry[]): void {
  mkdirSync(dirname(receiptPath()), { recursive: true });
  const receipt: Receipt = { version: 1, entries };
  writeFileSync(receiptPath(), `${JSON.stringify(receipt, null, 2)}\n`);
}
