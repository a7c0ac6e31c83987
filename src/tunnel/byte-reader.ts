/** The stream ended before all that was asked for had come. */
export class EarlyEndError extends Error {
  override readonly name = 'EarlyEndError';
  readonly code = 'EARLY_END';
}

/** Reads a stream in exact lengths, then hands over what is left of it. */
export class ByteReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(readable: ReadableStream<Uint8Array>) {
    this.#reader = readable.getReader();
  }

  /** @throws EarlyEndError, or the stream's own error */
  async readExactly(lengthBytes: number): Promise<Uint8Array> {
    while (this.#rest.length < lengthBytes) {
      const { done, value } = await this.#reader.read();
      if (done) throw new EarlyEndError('The far end closed the connection during its greeting.');
      this.#rest = this.#rest.length === 0 ? value : concatenate(this.#rest, value);
    }
    const bytes = this.#rest.subarray(0, lengthBytes);
    this.#rest = this.#rest.subarray(lengthBytes);
    return bytes;
  }

  /** Everything not read yet. The reader is of no use afterwards. */
  remainder(): ReadableStream<Uint8Array> {
    const reader = this.#reader;
    const rest = this.#rest;
    return new ReadableStream<Uint8Array>(
      {
        start(controller) {
          if (rest.length > 0) controller.enqueue(rest);
        },
        async pull(controller) {
          const { done, value } = await reader.read();
          if (done) controller.close();
          else controller.enqueue(value);
        },
        cancel: (reason) => reader.cancel(reason),
      },
      new CountQueuingStrategy({ highWaterMark: 0 }),
    );
  }

  cancel(reason: unknown): Promise<void> {
    return this.#reader.cancel(reason);
  }
}

function concatenate(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
