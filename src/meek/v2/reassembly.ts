/** Gaps that the bytes waiting for them may leave at a time; more are a peer gone wrong. */
const MAX_RUNS = 1024;

/** Consecutive bytes that came before those in front of them. */
interface Run {
  startOffset: number;
  endOffset: number;
  readonly chunks: Uint8Array[];
}

/** Puts a stream's bytes in order, whatever order, and however often, they come in. */
export class Reassembly {
  /** In order, with a gap in front of each. */
  readonly #runs: Run[] = [];
  #nextOffset: number;
  #waitingBytes = 0;

  constructor(nextOffset = 0) {
    this.#nextOffset = nextOffset;
  }

  /** Every byte below it has been handed on. */
  get nextOffset(): number {
    return this.#nextOffset;
  }

  /** Bytes held behind a gap. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  /** The end of what was received last in order of offsets. */
  get endOffset(): number {
    return this.#runs.at(-1)?.endOffset ?? this.#nextOffset;
  }

  /** Whether a piece can be taken that does not continue what is here. */
  get hasRoom(): boolean {
    return this.#runs.length < MAX_RUNS;
  }

  /** The first byte from `offset` on that is not here. */
  missingFrom(offset: number): number {
    let missing = Math.max(offset, this.#nextOffset);
    for (const { startOffset, endOffset } of this.#runs) {
      if (startOffset > missing) break;
      missing = Math.max(missing, endOffset);
    }
    return missing;
  }

  /** Where the first run above `offset` begins; infinite when there is none. */
  heldAbove(offset: number): number {
    const run = this.#runs.find(({ startOffset }) => startOffset > offset);
    return run?.startOffset ?? Number.POSITIVE_INFINITY;
  }

  /** Returns the bytes that are next in order now, those that waited for `bytes` included. */
  insert(offset: number, bytes: Uint8Array): Uint8Array[] {
    const known = Math.max(0, this.#nextOffset - offset);
    if (known >= bytes.length) return [];
    const fresh = bytes.subarray(known);
    const start = offset + known;
    if (start === this.#nextOffset && this.#runs.length === 0) {
      this.#nextOffset += fresh.length;
      return [fresh];
    }
    this.#fill(start, fresh);
    return this.#takeNext();
  }

  /** Stores those parts of `bytes` that are not here yet. */
  #fill(offset: number, bytes: Uint8Array): void {
    const end = offset + bytes.length;
    let from = offset;
    let index = this.#runs.findIndex((run) => run.endOffset >= offset);
    if (index < 0) index = this.#runs.length;
    while (from < end) {
      const run = this.#runs[index];
      const until = Math.min(end, run && run.startOffset > from ? run.startOffset : end);
      if (run && run.startOffset <= from && from < run.endOffset) {
        from = run.endOffset;
        continue;
      }
      if (run && run.endOffset === from) {
        const next = this.#runs[index + 1];
        const to = Math.min(end, next?.startOffset ?? end);
        this.#extend(run, bytes.subarray(from - offset, to - offset));
        from = to;
        if (next?.startOffset === to) this.#join(index);
        continue;
      }
      const chunk = bytes.subarray(from - offset, until - offset);
      this.#runs.splice(index, 0, { startOffset: from, endOffset: until, chunks: [chunk] });
      this.#waitingBytes += chunk.length;
      from = until;
      if (run && run.startOffset === until) this.#join(index);
    }
  }

  #extend(run: Run, chunk: Uint8Array): void {
    run.chunks.push(chunk);
    run.endOffset += chunk.length;
    this.#waitingBytes += chunk.length;
  }

  /** Makes one run of the one at `index` and the one that begins where it ends. */
  #join(index: number): void {
    const run = this.#runs[index] as Run;
    const [next] = this.#runs.splice(index + 1, 1) as [Run];
    for (const chunk of next.chunks) run.chunks.push(chunk);
    run.endOffset = next.endOffset;
  }

  #takeNext(): Uint8Array[] {
    const [first] = this.#runs;
    if (first?.startOffset !== this.#nextOffset) return [];
    this.#runs.shift();
    this.#waitingBytes -= first.endOffset - first.startOffset;
    this.#nextOffset = first.endOffset;
    return first.chunks;
  }
}
