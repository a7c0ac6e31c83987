/** A shorter chunk is copied into a block with its neighbours, so that a view of it costs little. */
const SMALL_CHUNK_BYTES = 1024;
const BLOCK_BYTES = 4096;

/** Dropped entries at the front that are worth moving the rest for. */
const COMPACT_AFTER = 1024;

const EMPTY = new Uint8Array(0);

/** A stream's bytes between two offsets: appended at the end, read anywhere, dropped at the start. */
export class ByteLog {
  #chunks: Uint8Array[] = [];
  /** The offset of each chunk's first byte. */
  #offsets: number[] = [];
  /** The first chunk that is still held. */
  #first = 0;
  #startOffset: number;
  #endOffset: number;
  /** Where small chunks are collected. */
  #block: Uint8Array = EMPTY;
  #blockUsedBytes = 0;
  /** Whether the last chunk is the end of the block's used part, and so can grow. */
  #endsInBlock = false;

  constructor(startOffset = 0) {
    this.#startOffset = startOffset;
    this.#endOffset = startOffset;
  }

  get startOffset(): number {
    return this.#startOffset;
  }

  get endOffset(): number {
    return this.#endOffset;
  }

  get byteLength(): number {
    return this.#endOffset - this.#startOffset;
  }

  /** Keeps `bytes` themselves, unless they are few: the caller must not change them. */
  append(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    if (bytes.length < SMALL_CHUNK_BYTES) this.#appendCopy(bytes);
    else this.#push(bytes);
    this.#endsInBlock = bytes.length < SMALL_CHUNK_BYTES;
    this.#endOffset += bytes.length;
  }

  /** Views of the bytes from `offset` on, at most `limitBytes` of them. */
  slices(offset: number, limitBytes: number): Uint8Array[] {
    const until = Math.min(offset + limitBytes, this.#endOffset);
    const slices: Uint8Array[] = [];
    for (let index = this.#indexOf(offset), from = offset; from < until; index++) {
      const chunk = this.#chunks[index] as Uint8Array;
      const chunkOffset = this.#offsets[index] as number;
      const slice = chunk.subarray(from - chunkOffset, until - chunkOffset);
      slices.push(slice);
      from += slice.length;
    }
    return slices;
  }

  /** Forgets everything below `offset`. */
  drop(offset: number): void {
    if (offset <= this.#startOffset) return;
    if (offset > this.#endOffset) throw new RangeError('More was dropped than there was.');
    this.#startOffset = offset;
    while (this.#first < this.#chunks.length && this.#endOf(this.#first) <= offset) {
      this.#chunks[this.#first] = EMPTY;
      this.#first += 1;
    }
    if (this.#first === this.#chunks.length || this.#first > COMPACT_AFTER) this.#compact();
  }

  #appendCopy(bytes: Uint8Array): void {
    if (this.#blockUsedBytes + bytes.length > this.#block.length) {
      this.#block = new Uint8Array(BLOCK_BYTES);
      this.#blockUsedBytes = 0;
      this.#endsInBlock = false;
    }
    const used = this.#blockUsedBytes;
    this.#block.set(bytes, used);
    this.#blockUsedBytes += bytes.length;
    const last = this.#endsInBlock ? this.#chunks.pop() : undefined;
    const grown = this.#block.subarray(last?.byteOffset ?? used, this.#blockUsedBytes);
    if (last) this.#chunks.push(grown);
    else this.#push(grown);
  }

  #push(bytes: Uint8Array): void {
    this.#chunks.push(bytes);
    this.#offsets.push(this.#endOffset);
  }

  /** The chunk that holds `offset`. */
  #indexOf(offset: number): number {
    if (offset < this.#startOffset) throw new RangeError('These bytes were dropped.');
    let low = this.#first;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#offsets[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #endOf(index: number): number {
    return this.#offsets[index + 1] ?? this.#endOffset;
  }

  #compact(): void {
    this.#chunks = this.#chunks.slice(this.#first);
    this.#offsets = this.#offsets.slice(this.#first);
    this.#first = 0;
    if (this.#chunks.length > 0) return;
    this.#block = EMPTY;
    this.#blockUsedBytes = 0;
    this.#endsInBlock = false;
  }
}
