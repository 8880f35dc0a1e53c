/**
 * Makes a browser's screenshot several times smaller: a page has few colours, so a palette of 256 holds them
 * all once neighbours are merged. Reads and writes 8-bit RGB and RGBA without interlacing (PNG, RFC 2083).
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue for each pixel, row by row. */
  readonly rgb: Uint8Array;
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The same picture with at most 256 colours. */
export function shrinkPng(png: Buffer): Buffer {
  const pixels = decode(png);
  for (let step = 1; step <= 64; step += 1) {
    const painted = paint(pixels, step);
    if (painted !== null) return encode(pixels, painted);
  }
  throw new Error('a step of 64 leaves at most 125 colours');
}

function decode(png: Buffer): Pixels {
  const data: Buffer[] = [];
  let header = Buffer.alloc(0);
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const content = png.subarray(at + 8, at + 8 + length);
    if (type === 'IHDR') header = Buffer.from(content);
    if (type === 'IDAT') data.push(content);
    at += length + 12;
  }
  const [width, height, channels] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9] === 6 ? 4 : 3];
  const rows = unfilter(inflateSync(Buffer.concat(data)), width * channels, height, channels);
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    rgb.set(rows.subarray(pixel * channels, pixel * channels + 3), pixel * 3);
  }
  return { width, height, rgb };
}

/** Undoes the prediction that each row was stored with (RFC 2083 §6). */
function unfilter(raw: Buffer, stride: number, height: number, distance: number): Uint8Array {
  const out = new Uint8Array(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)] ?? 0;
    for (let column = 0; column < stride; column += 1) {
      const at = row * stride + column;
      const left = column >= distance ? (out[at - distance] ?? 0) : 0;
      const up = row > 0 ? (out[at - stride] ?? 0) : 0;
      const corner = row > 0 && column >= distance ? (out[at - stride - distance] ?? 0) : 0;
      const guesses = [0, left, up, (left + up) >> 1, paeth(left, up, corner)];
      out[at] = (raw[row * (stride + 1) + 1 + column] ?? 0) + (guesses[filter] ?? 0);
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

interface Painting {
  readonly palette: Buffer;
  readonly rows: Buffer;
}

/**
 * Merges colours that fall into one cell of `step` a side into the commonest of them; null when more than 256
 * are left.
 */
function paint({ width, height, rgb }: Pixels, step: number): Painting | null {
  const cellOf = (colour: number): number =>
    [colour >> 16, (colour >> 8) & 255, colour & 255].reduce(
      (sum, part) => sum * 256 + Math.floor(part / step),
      0,
    );
  const commonestFirst = [...countColours(rgb)].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  const numbers = new Map<number, number>();
  const palette: number[] = [];
  for (const colour of commonestFirst) {
    if (numbers.has(cellOf(colour))) continue;
    numbers.set(cellOf(colour), numbers.size);
    palette.push(colour >> 16, (colour >> 8) & 255, colour & 255);
  }
  if (numbers.size > 256) return null;
  const rows = Buffer.alloc((width + 1) * height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    rows[pixel + Math.floor(pixel / width) + 1] = numbers.get(cellOf(colourAt(rgb, pixel))) ?? 0;
  }
  return { palette: Buffer.from(palette), rows };
}

function countColours(rgb: Uint8Array): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < rgb.length / 3; pixel += 1) {
    const colour = colourAt(rgb, pixel);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  return counts;
}

function colourAt(rgb: Uint8Array, pixel: number): number {
  return rgb.subarray(pixel * 3, pixel * 3 + 3).reduce((sum, channel) => sum * 256 + channel, 0);
}

function encode({ width, height }: Pixels, { palette, rows }: Painting): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), content]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(content.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
