// Archives for tests, made here: what no packer would write is wanted too.
import { crc32, deflateRawSync } from 'node:zlib';

/// A zip of [name, content] pairs; `flags` and `method` of the members as given.
export function zip(members, { flags = 0, method = 8 } = {}) {
  const locals = [];
  const directory = [];
  let offset = 0;
  for (const [name, text] of members) {
    const content = Buffer.from(text);
    const packed = method === 8 ? deflateRawSync(content) : content;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags, 2);
    fields.writeUInt16LE(method, 4);
    fields.writeUInt32LE(crc32(content), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(content.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), fields, rest, Buffer.from(name)]));
    locals.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, entries, Buffer.from('PK\x05\x06'), end]);
}

/// A tar of [name, content, type] triples; type '2' is a link to its content.
export function tar(members) {
  const parts = [];
  for (const [name, text, type = '0'] of members) {
    const content = type === '2' ? Buffer.alloc(0) : Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write(content.length.toString(8).padStart(11, '0'), 124);
    header.write('00000000000', 136);
    header.write('        ', 148);
    header.write(type, 156);
    if (type === '2') header.write(text, 157);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    parts.push(header, content, Buffer.alloc((512 - (content.length % 512)) % 512));
  }
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

/// An Excel workbook of one sheet with these rows of texts and numbers.
export function workbook(rows) {
  const cell = (value, place) => `<c r="${place}" t="${typeof value === 'string' ? 'str' : 'n'}"><v>${value}</v></c>`;
  const row = (cells, at) => `<row r="${at}">${cells.map((value, i) => cell(value, String.fromCharCode(65 + i) + at)).join('')}</row>`;
  return zip([
    ['[Content_Types].xml', '<Types/>'],
    ['xl/workbook.xml', '<workbook xmlns:r="v"><sheets><sheet name="Orders" r:id="r1"/></sheets></workbook>'],
    ['xl/_rels/workbook.xml.rels', '<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'],
    ['xl/worksheets/sheet1.xml', `<worksheet><sheetData>${rows.map((cells, i) => row(cells, i + 1)).join('')}</sheetData></worksheet>`],
  ]);
}
