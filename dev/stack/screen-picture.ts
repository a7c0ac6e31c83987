import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Bytes of a pixel: blue, green, red, nothing. */
const PIXEL_BYTES = 4;
const COLOR_BYTES = 12;

/** A PNG of an X screen of 24 bits, from the file in which Xvfb keeps it (X11's XWDFile.h). */
export function screenPicture(xwd: Buffer): Buffer {
  const word = (index: number) => xwd.readUInt32BE(index * 4);
  const [headerBytes, width, height, rowBytes, colors] = [0, 4, 5, 12, 19].map(word) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const pixels = xwd.subarray(headerBytes + colors * COLOR_BYTES);
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0, to = 0; y < height; y++) {
    // No filter.
    rows[to++] = 0;
    for (let x = 0; x < width; x++) {
      const from = y * rowBytes + x * PIXEL_BYTES;
      for (const channel of [2, 1, 0]) rows[to++] = pixels[from + channel] ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND')];
  return Buffer.concat([SIGNATURE, ...chunks]);
}

function chunk(type: string, data = Buffer.alloc(0)): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}
