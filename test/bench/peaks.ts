/**
 * The highest sample of each of so many equal parts: peaks, because the heap of a busy process goes
 * up and down. Fewer samples than parts leave parts empty, which have the peak before them.
 */
export function peaksOfParts(samples: readonly number[], parts: number): number[] {
  const peaks: number[] = [];
  for (let part = 0; part < parts; part++) {
    const from = Math.floor((part * samples.length) / parts);
    const to = Math.floor(((part + 1) * samples.length) / parts);
    peaks.push(to > from ? Math.max(...samples.slice(from, to)) : (peaks.at(-1) ?? 0));
  }
  return peaks;
}
