// Reads a zip archive with Node's own zlib, so that unpacking needs neither a program nor a package. Separate because
// tests and the demo both unpack a published archive. Only what such archives use: stored and deflated entries
// below 4 GiB; anything else is an error that says so. Format: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
import { inflateRawSync } from 'node:zlib';

/** APPNOTE 4.3.16, 4.3.12: the signatures and fixed sizes, in bytes, of the records. */
const END_OF_DIRECTORY = 0x06054b50;
const END_OF_DIRECTORY_SIZE = 22;
const LONGEST_COMMENT = 0xffff;
const DIRECTORY_ENTRY = 0x02014b50;
const DIRECTORY_ENTRY_SIZE = 46;
const LOCAL_HEADER_SIZE = 30;
/** APPNOTE 4.4.5: compression methods. */
const STORED = 0;
const DEFLATED = 8;
/** APPNOTE 4.4.4: bit 0 of the flags means encrypted. */
const ENCRYPTED = 1;

export type ZipEntry = {
  name: string;
  method: number;
  encrypted: boolean;
  packedSize: number;
  size: number;
  offset: number;
};

function endOfDirectory(zip: Buffer): number {
  const first = Math.max(0, zip.length - END_OF_DIRECTORY_SIZE - LONGEST_COMMENT);
  for (let at = zip.length - END_OF_DIRECTORY_SIZE; at >= first; at--) {
    if (zip.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  }
  throw new Error('not a zip archive: it has no end-of-directory record; was the download cut off?');
}

/** The archive's table of contents, in its own order. */
export function zipEntries(zip: Buffer): ZipEntry[] {
  const end = endOfDirectory(zip);
  const entries: ZipEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== DIRECTORY_ENTRY)
      throw new Error(`zip archive: no directory entry at byte ${at}`);
    const nameLength = zip.readUInt16LE(at + 28);
    entries.push({
      name: zip.toString('utf8', at + DIRECTORY_ENTRY_SIZE, at + DIRECTORY_ENTRY_SIZE + nameLength),
      encrypted: (zip.readUInt16LE(at + 8) & ENCRYPTED) !== 0,
      method: zip.readUInt16LE(at + 10),
      packedSize: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      offset: zip.readUInt32LE(at + 42),
    });
    at += DIRECTORY_ENTRY_SIZE + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

/** The content of the entry called `name`. */
export function readZipEntry(zip: Buffer, name: string): Buffer {
  const entry = zipEntries(zip).find((candidate) => candidate.name === name);
  if (entry === undefined) throw new Error(`zip archive: it has no entry ${name}`);
  if (entry.encrypted)
    throw new Error(`zip archive: entry ${name} is encrypted, which this reader does not undo`);
  const start =
    entry.offset +
    LOCAL_HEADER_SIZE +
    zip.readUInt16LE(entry.offset + 26) +
    zip.readUInt16LE(entry.offset + 28);
  const packed = zip.subarray(start, start + entry.packedSize);
  if (entry.method === STORED) return Buffer.from(packed);
  if (entry.method !== DEFLATED)
    throw new Error(`zip archive: entry ${name} has compression method ${entry.method}`);
  const content = inflateRawSync(packed);
  if (content.length !== entry.size)
    throw new Error(`zip archive: entry ${name} has ${content.length} bytes, not ${entry.size}`);
  return content;
}
