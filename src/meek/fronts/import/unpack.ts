import { ImportError } from './import-error.ts';
import { INPUT_LIMIT_BYTES, UNPACKED_LIMIT_BYTES } from './limits.ts';
import { WHOLE } from './place.ts';

/**
 * gzip expands at most about 1,030 times. An engine may unpack all that it is given before anyone
 * reads, so it is given little at a time.
 */
const SLICE_BYTES = 4 * 1024;

/** The text of an import: UTF-8, perhaps packed with gzip. */
export async function readText(input: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const bytes = typeof input === 'string' ? encode(input) : input;
  if (bytes.length > INPUT_LIMIT_BYTES) {
    throw new ImportError('too-large', WHOLE, { limit: INPUT_LIMIT_BYTES });
  }
  return decode(isGzip(bytes) ? await gunzip(bytes) : bytes);
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  // Cut first: what is refused anyway need not be copied. One character has a byte at least.
  return new TextEncoder().encode(text.slice(0, INPUT_LIMIT_BYTES + 1));
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ImportError('not-text');
  }
}

/** RFC 1952, section 2.3.1. */
function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

async function gunzip(packed: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of slices(packed).pipeThrough(new DecompressionStream('gzip'))) {
      length += chunk.length;
      if (length > UNPACKED_LIMIT_BYTES) {
        throw new ImportError('unpacks-too-large', WHOLE, { limit: UNPACKED_LIMIT_BYTES });
      }
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof ImportError ? error : new ImportError('damaged-gzip');
  }
  return new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

function slices(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  let offset = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (offset >= bytes.length) return controller.close();
        controller.enqueue(bytes.subarray(offset, offset + SLICE_BYTES));
        offset += SLICE_BYTES;
      },
    },
    { highWaterMark: 0 },
  );
}
