// The zip reader on archives made here byte by byte, so that no file has to be kept.
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readZipEntry, zipEntries } from '../../support/unzip.ts';

type Part = { name: string; content: string; method: number };

function archive(parts: Part[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content, method } of parts) {
    const packed = method === 8 ? deflateRawSync(content) : Buffer.from(content);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(method, 10);
    entry.writeUInt32LE(packed.length, 20);
    entry.writeUInt32LE(Buffer.byteLength(content), 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    directory.push(entry, Buffer.from(name));
    bodies.push(local, Buffer.from(name), packed);
    offset += local.length + name.length + packed.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

describe('a zip archive', () => {
  const zip = archive([
    { name: 'folder/', content: '', method: 0 },
    { name: 'plain', content: 'as it is', method: 0 },
    { name: 'folder/packed', content: 'again and '.repeat(1000), method: 8 },
    { name: 'strange', content: 'x', method: 12 },
  ]);

  it('lists its entries in its own order', () => {
    expect(zipEntries(zip).map((entry) => entry.name)).toEqual([
      'folder/',
      'plain',
      'folder/packed',
      'strange',
    ]);
  });

  it('gives back stored and deflated content', () => {
    expect(readZipEntry(zip, 'plain').toString()).toBe('as it is');
    expect(readZipEntry(zip, 'folder/packed').toString()).toBe('again and '.repeat(1000));
  });

  it('says what is wrong with an entry it cannot read, and with what is no archive', () => {
    expect(() => readZipEntry(zip, 'missing')).toThrow('it has no entry missing');
    expect(() => readZipEntry(zip, 'strange')).toThrow('compression method 12');
    expect(() => zipEntries(Buffer.alloc(100))).toThrow('not a zip archive');
  });
});
