import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from('89504e470d0a1a0a', 'hex');

interface Pixels { readonly width: number; readonly height: number; /** RGB, three bytes a pixel. */ readonly rgb: Uint8Array }

/**
 * A screenshot with the 256 colours that it has most of, which is a third of the bytes: flat areas keep theirs, edges of letters
 * get the nearest one.
 * @param png 8 bits a channel, RGB or RGBA, not interlaced, as browsers write them
 */
export function smallPng(png: Buffer): Buffer {
  const { width, height, rgb } = decode(png);
  const colours = new Uint32Array(width * height);
  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < colours.length; pixel++) {
    const colour = ((rgb[pixel * 3] ?? 0) << 16) | ((rgb[pixel * 3 + 1] ?? 0) << 8) | (rgb[pixel * 3 + 2] ?? 0);
    colours[pixel] = colour;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = [...counts].sort(([, a], [, b]) => b - a).slice(0, 256).map(([colour]) => channelsOf(colour));
  const nearest = new Map([...counts.keys()].map((colour) => [colour, nearestOf(channelsOf(colour), palette)]));
  return encode(width, height, Uint8Array.from(colours, (colour) => nearest.get(colour) ?? 0), palette.flat());
}

type Channels = readonly [number, number, number];

function channelsOf(colour: number): Channels {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

function nearestOf([red, green, blue]: Channels, palette: readonly Channels[]): number {
  let [best, least] = [0, Infinity];
  for (const [at, [r, g, b]] of palette.entries()) {
    const distance = (red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2;
    if (distance < least) [best, least] = [at, distance];
  }
  return best;
}

function decode(png: Buffer): Pixels {
  if (!png.subarray(0, 8).equals(signature)) throw new Error('It is no PNG');
  const parts: Buffer[] = [];
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const channels = ({ 2: 3, 6: 4 } as Record<number, number>)[png[25] ?? 0];
  if (png[24] !== 8 || channels === undefined || png[28] !== 0) throw new Error('It is no PNG of the kind that browsers write');
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  const lines = unfilter(inflateSync(Buffer.concat(parts)), width * channels, height, channels);
  const rgb = new Uint8Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel++) rgb.set(lines.subarray(pixel * channels, pixel * channels + 3), pixel * 3);
  return { width, height, rgb };
}

/** Each line begins with the number of its filter (PNG, chapter 9), which tells what its bytes were reduced by. */
function unfilter(data: Buffer, stride: number, height: number, step: number): Uint8Array {
  const out = new Uint8Array(stride * height);
  for (let line = 0; line < height; line++) {
    const filter = data[line * (stride + 1)] ?? 0;
    for (let at = 0; at < stride; at++) {
      const to = line * stride + at;
      const left = at < step ? 0 : out[to - step] ?? 0;
      const up = line === 0 ? 0 : out[to - stride] ?? 0;
      const corner = at < step || line === 0 ? 0 : out[to - stride - step] ?? 0;
      out[to] = (data[line * (stride + 1) + 1 + at] ?? 0) + ([0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0);
    }
  }
  return out;
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function encode(width: number, height: number, indexes: Uint8Array, palette: readonly number[]): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3], 8);
  const lines = Buffer.alloc((width + 1) * height);
  for (let line = 0; line < height; line++) lines.set(indexes.subarray(line * width, (line + 1) * width), line * (width + 1) + 1);
  return Buffer.concat([signature, chunk('IHDR', head), chunk('PLTE', Buffer.from(palette)), chunk('IDAT', deflateSync(lines, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
