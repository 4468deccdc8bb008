// Pictures and recordings as bad as they come, byte by byte: no encoder makes most of them.

import { crc32, deflateSync } from 'node:zlib';

/** Of a PNG. */
export function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** Black, one bit a pixel. */
export function png(width, height) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 1;
  const rows = deflateSync(Buffer.alloc(height * (1 + Math.ceil(width / 8))));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', head),
    chunk('IDAT', rows),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const segment = (marker, ...bytes) => {
  const data = Buffer.from(bytes.flat());
  return Buffer.concat([Buffer.from([0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255]), data]);
};

/** Exif with an orientation and nothing else. */
const exif = (orientation) =>
  segment(
    0xe1,
    [...Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0', 'latin1')],
    [orientation, 0, 0, 0, 0, 0, 0],
  );

/**
 * A baseline JPEG of squares of 8 by 8 pixels: `colour(x, y)` gives each component's level. Four components are
 * CMYK as Adobe writes it.
 */
export function jpeg(across, down, components, colour, orientation = 0) {
  const [width, height] = [across * 8, down * 8];
  const ids = Array.from({ length: components }, (_, i) => i + 1);
  // DC: sixteen codes of four bits, the category itself; AC: one code of one bit, "nothing follows".
  const parts = [
    Buffer.from([0xff, 0xd8]),
    ...(orientation ? [exif(orientation)] : []),
    ...(components === 4 ? [segment(0xee, [...Buffer.from('Adobe')], [0, 100, 0, 0, 0, 0, 0])] : []),
    segment(0xdb, [0], Array(64).fill(8)),
    segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, components], ids.map((id) => [id, 0x11, 0]).flat()),
    segment(0xc4, [0x00], [0, 0, 0, 12, ...Array(12).fill(0)], Array.from({ length: 12 }, (_, i) => i)),
    segment(0xc4, [0x10], [1, ...Array(15).fill(0)], [0]),
    segment(0xda, [components], ids.map((id) => [id, 0]).flat(), [0, 63, 0]),
  ];
  const bits = [];
  let [held, count] = [0, 0];
  const put = (value, length) => {
    for (let i = length - 1; i >= 0; i -= 1) {
      held = (held << 1) | ((value >> i) & 1);
      count += 1;
      if (count < 8) continue;
      bits.push(held);
      if (held === 0xff) bits.push(0);
      [held, count] = [0, 0];
    }
  };
  const before = Array(components).fill(0);
  for (let y = 0; y < down; y += 1)
    for (let x = 0; x < across; x += 1)
      colour(x, y).forEach((level, i) => {
        const change = level - 128 - before[i];
        before[i] = level - 128;
        const category = change === 0 ? 0 : 32 - Math.clz32(Math.abs(change));
        put(category, 4);
        put(change < 0 ? change + (1 << category) - 1 : change, category);
        put(0, 1);
      });
  while (count > 0) put(1, 1);
  return Buffer.concat([...parts, Buffer.from(bits), Buffer.from([0xff, 0xd9])]);
}

/** One pixel, first red, then blue, for ever. */
export function animatedGif() {
  const frame = (pixel) => `\x21\xf9\x04\0\x32\0\0\0\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02${pixel}\x01\0`;
  const loop = '\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0';
  const head = 'GIF89a\x01\0\x01\0\x80\0\0\xff\0\0\0\0\xff';
  return Buffer.from(`${head}${loop}${frame('\x44')}${frame('\x4c')}\x3b`, 'latin1');
}

/** Two stills of one size, as a browser encodes them, shown in turn. */
export function animatedWebp(stills, side) {
  const part = (name, data) => {
    const whole = Buffer.alloc(8 + data.length + (data.length % 2));
    whole.write(name, 0, 'latin1');
    whole.writeUInt32LE(data.length, 4);
    data.copy(whole, 8);
    return whole;
  };
  const size = Buffer.alloc(3);
  size.writeUIntLE(side - 1, 0, 3);
  const frames = stills.map((still) => {
    // Its picture alone, without what a browser tells of colours.
    let at = 12;
    while (!/^VP8[ L]/.test(still.toString('latin1', at, at + 4)))
      at += 8 + still.readUInt32LE(at + 4) + (still.readUInt32LE(at + 4) % 2);
    const picture = still.subarray(at, at + 8 + still.readUInt32LE(at + 4));
    return part('ANMF', Buffer.concat([Buffer.alloc(6), size, size, Buffer.from([200, 0, 0, 0]), picture]));
  });
  const canvas = part('VP8X', Buffer.concat([Buffer.from([0x02, 0, 0, 0]), size, size]));
  const body = Buffer.concat([Buffer.from('WEBP'), canvas, part('ANIM', Buffer.alloc(6)), ...frames]);
  return part('RIFF', body);
}

export const scriptedSvg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" onload="window.pwned=1">
<script>window.pwned=1;top.pwned=1;fetch('https://elsewhere.example/svg')</script>
<image href="https://elsewhere.example/pixel.png" width="9" height="9"/>
<foreignObject width="40" height="40"><body xmlns="http://www.w3.org/1999/xhtml"><script>top.pwned=1</script></body></foreignObject>
<rect width="40" height="40" fill="red"/></svg>`);

/** A recording of so many samples of silence, 8,000 a second. */
export function wav(samples) {
  const bytes = Buffer.alloc(44 + samples, 128);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + samples, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8000, 24);
  bytes.writeUInt32LE(8000, 28);
  bytes.writeUInt16LE(1, 32);
  bytes.writeUInt16LE(8, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(samples, 40);
  return bytes;
}

/** Two pages, of which the first says the text in a red square's company; a script that would run on opening. */
export function pdf(text) {
  const drawing = `1 0 0 rg 20 20 60 60 re f 0 g BT /F1 24 Tf 100 120 Td (${text}) Tj ET`;
  const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200]';
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>',
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
    `${page} /Resources << /Font << /F1 6 0 R >> >> /Contents 5 0 R >>`,
    `${page} >>`,
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let whole = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const at = whole.length;
    whole += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = whole.length;
  whole += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  whole += `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(whole, 'latin1');
}
