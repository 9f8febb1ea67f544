import { expect } from 'chai';
import { parseDentry as parse, type Dentry } from '../../../src/media/wim-dentry.js';
import { wholeBytes } from '../../../src/media/partial-bytes.js';
import { DamagedDataError } from '../../../src/media/wim-error.js';

const content = 'ab'.repeat(20);
const stream = 'cd'.repeat(20);

const parseDentry = (bytes: Buffer, at: number): Dentry | undefined => parse(wholeBytes(bytes), at);

/** An alternate stream entry of the WIM specification; an unnamed one holds the file's content. */
function streamEntry(name: string, sha1: string): Buffer {
  const entry = Buffer.alloc(Math.ceil((38 + name.length * 2 + 2) / 8) * 8);
  entry.writeBigUInt64LE(BigInt(entry.length), 0);
  entry.write(sha1, 0x10, 'hex');
  entry.writeUInt16LE(name.length * 2, 0x24);
  entry.write(name, 0x26, 'utf16le');
  return entry;
}

function dentry(name: string, sha1: string, streams: readonly Buffer[], attributes = 0x20): Buffer {
  const entry = Buffer.alloc(Math.ceil((102 + name.length * 2 + 2) / 8) * 8);
  entry.writeBigUInt64LE(BigInt(entry.length), 0);
  entry.writeUInt32LE(attributes, 8);
  entry.writeBigUInt64LE(131_679_632_400_000_000n, 0x38);
  entry.write(sha1, 0x40, 'hex');
  entry.writeUInt16LE(streams.length, 0x60);
  entry.writeUInt16LE(name.length * 2, 0x64);
  entry.write(name, 102, 'utf16le');
  return Buffer.concat([entry, ...streams, Buffer.alloc(8)]);
}

describe('media/wim-dentry', () => {
  it('takes the content of a file with alternate streams from the unnamed one, and skips the others', () => {
    const streams = [streamEntry('Zone.Identifier', stream), streamEntry('', content)];
    const bytes = dentry('setup.exe', '0'.repeat(40), streams);
    const entry = parseDentry(bytes, 0);
    expect(entry).to.include({ name: 'setup.exe', sha1: content, isFolder: false, lastWriteTime: 131_679_632_400_000_000n });
    expect(entry?.next).to.equal(bytes.length - 8);
    expect(parseDentry(bytes, entry?.next ?? 0)).to.equal(undefined);
    expect(parseDentry(dentry('a', content, [streamEntry('x', stream)]), 0)?.sha1).to.equal(content);
    expect(parseDentry(dentry('a', '0'.repeat(40), [streamEntry('x', stream)]), 0)?.sha1).to.equal(undefined);
  });

  it('does not enter a folder that is a reparse point', () => {
    expect(parseDentry(dentry('Windows', '0'.repeat(40), [], 0x10), 0)?.isFolder).to.equal(true);
    expect(parseDentry(dentry('Documents and Settings', content, [], 0x410), 0)?.isFolder).to.equal(false);
  });

  it('refuses names that would lead elsewhere, and lengths beyond the end', () => {
    for (const name of ['..', '.', 'a/b', 'a\\b', 'a\0b']) {
      expect(() => parseDentry(dentry(name, content, []), 0), name).to.throw(DamagedDataError);
    }
    const long = dentry('a', content, [streamEntry('x', stream)]);
    long.writeUInt16LE(5, 0x60);
    expect(() => parseDentry(long, 0)).to.throw(DamagedDataError);
  });
});
