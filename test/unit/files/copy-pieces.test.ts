import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { BytesSource } from '../../../src/files/byte-source.js';
import { copyHostFile } from '../../../src/files/copy-file.js';
import { copyPieces } from '../../../src/files/copy-pieces.js';
import { readFailed } from '../../../src/files/file-error.js';
import { failureOf } from '../../support/failure.js';
import { temporaryFolder } from '../../support/temp.js';

const mebibyte = 2 ** 20;

/** A file on a disk that fails at a byte, or one that was cut while it was read. */
class FailingSource extends BytesSource {
  readonly #fails: (offset: number) => Error | undefined;

  constructor(size: number, fails: (offset: number) => Error | undefined) {
    super('D:\\sources\\install.wim', Buffer.alloc(size, 7));
    this.#fails = fails;
  }

  override async read(offset: number, length: number): Promise<Buffer> {
    const error = this.#fails(offset);
    if (error !== undefined) throw readFailed(error, this.name, offset);
    return super.read(offset, length);
  }
}

describe('files/copy-pieces', () => {
  const folder = temporaryFolder();
  const at = (name: string): string => join(folder(), name);

  it('writes every byte and tells how many', async () => {
    const bytes = randomBytes(9 * mebibyte);
    let told = 0;
    await copyPieces(new BytesSource('source', bytes), at('copy'), { onBytes: (more) => { told += more; } });
    expect(readFileSync(at('copy')).equals(bytes)).to.equal(true);
    expect(told).to.equal(bytes.length);
    await copyPieces(new BytesSource('empty', Buffer.alloc(0)), at('empty'));
    expect(statSync(at('empty')).size).to.equal(0);
  });

  it('says which file cannot be read at which byte, and leaves nothing half-way', async () => {
    const source = new FailingSource(9 * mebibyte, (offset) => (offset >= 8 * mebibyte ? Object.assign(new Error('i/o'), { code: 'EIO' }) : undefined));
    const error = await failureOf(() => copyPieces(source, at('torn')));
    expect(error).to.include({ code: 'media-invalid', message: `D:\\sources\\install.wim cannot be read at byte ${8 * mebibyte} (EIO).` });
    expect(existsSync(at('torn'))).to.equal(false);
  });

  it('leaves nothing when it is cancelled between two pieces, nor where the source turns out shorter', async () => {
    const stop = new AbortController();
    const source = new FailingSource(9 * mebibyte, () => undefined);
    expect((await failureOf(() => copyPieces(source, at('stopped'), { signal: stop.signal, onBytes: () => { stop.abort(); } }))).code).to.equal('cancelled');
    expect(existsSync(at('stopped'))).to.equal(false);
    const shrunk = { name: 'shrunk', size: 100, read: async (offset: number, length: number) => Promise.resolve(Buffer.alloc(Math.min(length, 40 - offset))) };
    expect((await failureOf(() => copyPieces(shrunk, at('short')))).message).to.contain('shrunk ends at byte 40');
    expect(existsSync(at('short'))).to.equal(false);
  });

  it('copies a large file of a disk with its time', async () => {
    writeFileSync(at('large'), Buffer.alloc(65 * mebibyte, 1));
    utimesSync(at('large'), 1_700_000_000, 1_700_000_000);
    const told: number[] = [];
    await copyHostFile(at('large'), at('large-copy'), { onBytes: (bytes) => told.push(bytes) });
    expect(statSync(at('large-copy'))).to.include({ size: 65 * mebibyte, mtimeMs: 1_700_000_000_000 });
    expect(told.reduce((sum, bytes) => sum + bytes, 0)).to.equal(65 * mebibyte);
  });
});
