// Pictures with a palette: a page has few colours, and so takes a third of the bytes.
import { deflateSync } from "node:zlib";
import { PNG } from "pngjs";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** indexed gives a PNG with the 256 most frequent colours of another, the rest at their nearest. */
export function indexed(png) {
  const { data, width, height } = PNG.sync.read(png);
  const pixels = new Uint32Array(width * height);
  const counts = new Map();
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = (data[4 * i] << 16) | (data[4 * i + 1] << 8) | data[4 * i + 2];
    counts.set(pixels[i], (counts.get(pixels[i]) ?? 0) + 1);
  }
  const palette = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 256).map(([colour]) => colour);
  const places = new Map(palette.map((colour, place) => [colour, place]));
  const rows = Buffer.alloc((width + 1) * height); // each row begins with its filter: none
  for (let i = 0; i < pixels.length; i++) {
    const colour = pixels[i];
    if (!places.has(colour)) places.set(colour, nearest(palette, colour));
    rows[Math.floor(i / width) * (width + 1) + 1 + (i % width)] = places.get(colour);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // a byte a pixel, of a palette
  return Buffer.concat([
    SIGNATURE, chunk("IHDR", header), chunk("PLTE", Buffer.from(palette.flatMap(parts))),
    chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0)),
  ]);
}

const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];

function nearest(palette, colour) {
  const wanted = parts(colour);
  const distance = (other) => parts(other).reduce((sum, part, i) => sum + (part - wanted[i]) ** 2, 0);
  return palette.reduce((best, other, place) => (distance(other) < best.distance ? { place, distance: distance(other) } : best), { place: 0, distance: Infinity }).place;
}

function chunk(type, content) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), content]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(content.length, 0);
  whole.set(body, 4);
  whole.writeUInt32BE(crc(body), body.length + 4);
  return whole;
}

/** crc is the check sum of PNG: CRC-32. */
function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
