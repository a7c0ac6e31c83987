/** Bytes of a stream, from `offset` up to, but not including, `endOffset`. */
export interface Range {
  readonly offset: number;
  readonly endOffset: number;
}

/** What has to be sent again, in its order. */
export class LostRanges {
  #ranges: Range[] = [];

  /** The first byte of all, or infinity. */
  get firstOffset(): number {
    return this.#ranges[0]?.offset ?? Number.POSITIVE_INFINITY;
  }

  add({ offset, endOffset }: Range): void {
    this.#ranges.push({ offset, endOffset });
    this.#ranges.sort((a, b) => a.offset - b.offset);
  }

  /** Takes out at most `limitBytes` of what comes first, without what is below `floorOffset`. */
  take(floorOffset: number, limitBytes: number): Range | undefined {
    this.#ranges = this.#ranges.filter(({ endOffset }) => endOffset > floorOffset);
    const lost = this.#ranges.shift();
    if (!lost) return undefined;
    const offset = Math.max(lost.offset, floorOffset);
    const endOffset = Math.min(lost.endOffset, offset + limitBytes);
    if (endOffset < lost.endOffset) {
      this.#ranges.unshift({ offset: endOffset, endOffset: lost.endOffset });
    }
    return { offset, endOffset };
  }
}
