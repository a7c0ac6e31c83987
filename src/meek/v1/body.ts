/** The whole body, or null when it is longer than `limitBytes`. Never a part of it. */
export async function readAtMost(
  response: Response,
  limitBytes: number,
): Promise<Uint8Array | null> {
  const { chunks, lengthBytes, complete } = await readChunks(response, limitBytes);
  if (!complete) return null;
  const [first] = chunks;
  if (chunks.length === 1 && first) return first;
  const whole = new Uint8Array(lengthBytes);
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}

/** The body's beginning as text; for a log or for telling one refusal from another. */
export async function readText(response: Response, limitBytes: number): Promise<string> {
  const { chunks } = await readChunks(response, limitBytes);
  const decoder = new TextDecoder();
  const text = chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('');
  return text.slice(0, limitBytes);
}

async function readChunks(response: Response, limitBytes: number) {
  const chunks: Uint8Array[] = [];
  let lengthBytes = 0;
  const reader = response.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    chunks.push(value);
    lengthBytes += value.length;
    if (lengthBytes > limitBytes) {
      reader.cancel().catch(() => {});
      return { chunks, lengthBytes, complete: false };
    }
  }
  return { chunks, lengthBytes, complete: true };
}
