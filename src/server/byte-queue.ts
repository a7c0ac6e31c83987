/** Bytes in order, taken in pieces of any size. */
export class ByteQueue {
  #chunks: Buffer[] = [];
  #byteLength = 0;

  get byteLength(): number {
    return this.#byteLength;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#byteLength += chunk.byteLength;
  }

  /** Removes and returns the first bytes, `limitBytes` at most. */
  take(limitBytes: number): Buffer {
    let room = limitBytes;
    let whole = 0;
    for (const chunk of this.#chunks) {
      if (chunk.byteLength > room) break;
      room -= chunk.byteLength;
      whole += 1;
    }
    const taken = this.#chunks.splice(0, whole);
    const next = this.#chunks[0];
    if (next && room > 0) {
      taken.push(next.subarray(0, room));
      this.#chunks[0] = next.subarray(room);
    }
    const bytes = taken.length === 1 ? (taken[0] as Buffer) : Buffer.concat(taken);
    this.#byteLength -= bytes.byteLength;
    return bytes;
  }
}
