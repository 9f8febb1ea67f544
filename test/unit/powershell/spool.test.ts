import { createHash } from 'node:crypto';
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FrameError } from '../../../src/powershell/protocol.js';
import { readSpool } from '../../../src/powershell/spool.js';

describe('readSpool', () => {
  let folder: string;
  beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'osf-spool-'))));
  afterEach(async () => await rm(folder, { recursive: true }));

  const spool = async (text: string, announced = text): ReturnType<typeof readSpool> => {
    const path = join(folder, 'answer.jsonl');
    await writeFile(path, text);
    const sha256 = createHash('sha256').update(announced).digest('hex');
    return await readSpool({ v: 1, id: '1', seq: 1, type: 'spool', path, bytes: announced.length, sha256 });
  };

  it('reads an object a line and removes the file', async () => {
    expect(await spool('{"a":1}\n{"a":"\\u00e9"}\n')).to.deep.equal([{ a: 1 }, { a: 'é' }]);
    expect(await access(join(folder, 'answer.jsonl')).catch((error: unknown) => (error as { code: string }).code)).to.equal('ENOENT');
    expect(await spool('')).to.deep.equal([]);
  });

  it('reads lines of any length, wherever the pieces of the file end', async () => {
    const items = [1, 262_140, 9, 600_000, 2].map((length, at) => ({ at, text: 'x'.repeat(length) }));
    const text = items.map((item) => JSON.stringify(item)).join('\n');
    expect(await spool(text)).to.deep.equal(items);
    expect(await spool(`${text}\n`)).to.deep.equal(items);
  });

  it('lets others have their turn while it reads much', async () => {
    let turns = 0;
    let over = false;
    const count = (): void => {
      turns += 1;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    const line = `${JSON.stringify(Object.fromEntries([...Array(50).keys()].map((at) => [`name${at}`, at])))}\n`;
    expect(await spool(line.repeat(20_000))).to.have.length(20_000);
    over = true;
    expect(turns).to.be.greaterThan(3);
  });

  it('refuses a file that is no JSON', async () => {
    expect(await spool('{"a":1}\n{"a":\n').catch((error: unknown) => error)).to.be.instanceOf(FrameError);
  });

  it('refuses a file that is shorter or other than announced', async () => {
    for (const text of ['{"a":1}\n', '{"b":1}\n{"a":2}\n']) {
      expect(await spool(text, '{"a":1}\n{"a":2}\n').catch((error: unknown) => error)).to.be.instanceOf(FrameError);
    }
  });
});
