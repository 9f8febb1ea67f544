import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { ServicingError } from '../../../src/schema/errors.js';
import { decompressLzms } from '../../../src/media/lzms.js';
import { LzxDecompressor } from '../../../src/media/lzx.js';
import { WimBlobTable } from '../../../src/media/wim-blob-table.js';
import { DamagedDataError } from '../../../src/media/wim-error.js';
import { openWim } from '../../../src/media/wim-file.js';
import { parseWimHeader } from '../../../src/media/wim-header.js';
import { parseWimXml } from '../../../src/media/wim-xml.js';
import { decompressXpress } from '../../../src/media/xpress.js';
import { code, noise, temporaryFolder, text, wimlib, writeTree } from './wim-support.js';
import { describePosix } from '../../support/posix.js';

async function failureOf(work: () => Promise<unknown>): Promise<ServicingError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    expect(error, String((error as Error).stack)).to.be.instanceOf(ServicingError);
    return error as ServicingError;
  }
}

/** Opens, and reads all that can be read. */
async function readAll(path: string): Promise<void> {
  const wim = await openWim(path);
  try {
    const tree = await wim.readMetadata(1);
    for (const entry of tree.walk()) if (!entry.isFolder) await wim.readFile(1, entry.path, { tree });
  } finally {
    await wim.close();
  }
}

describePosix('media/wim-file with damaged files', () => {
  const folder = temporaryFolder();
  const whole: Buffer[] = [];
  before(() => {
    const tree = writeTree(join(folder(), 'tree'), { 'a/code.dll': code(50_000), 'a/b/text.txt': text(50_000), noise: noise(5000) });
    for (const compression of ['none', 'fast', 'maximum']) {
      const path = join(folder(), `${compression}.wim`);
      wimlib('capture', tree, path, 'Image', `--compress=${compression}`, '--check');
      whole.push(readFileSync(path));
    }
    const solid = join(folder(), 'solid.esd');
    wimlib('capture', tree, solid, 'Image', '--solid', '--solid-chunk-size=32K', '--check');
    whole.push(readFileSync(solid));
  });
  const write = (bytes: Uint8Array): string => {
    const path = join(folder(), 'damaged.wim');
    writeFileSync(path, bytes);
    return path;
  };

  it('names what is cut off', async () => {
    const bytes = whole[2] as Buffer;
    const cut = async (length: number): Promise<string> => (await failureOf(() => openWim(write(bytes.subarray(0, length)))))?.message ?? '';
    expect(await cut(0)).to.contain('does not begin as a WIM');
    expect(await cut(100)).to.contain('ends within its header');
    expect(await cut(bytes.length - 1)).to.contain('cut off, its integrity table');
    expect(await cut(5000)).to.contain('cut off');
    for (let length = 0; length < bytes.length; length += 997) expect(await cut(length), String(length)).to.contain('damaged.wim');
  });

  it('finds contents beyond the end, whatever the file\'s end looks like', async () => {
    const bytes = Buffer.from(whole[0] as Buffer);
    const table = parseWimHeader(bytes, 'x').blobTable;
    bytes.writeBigUInt64LE(BigInt(bytes.length), table.offset + 8);
    expect(await failureOf(() => openWim(write(bytes)))).to.include({ code: 'wim-invalid' })
      .and.have.property('message').that.contains('contents');
  });

  it('says what is no WIM', async () => {
    for (const [bytes, reason] of [
      [Buffer.from('MZ this is a program'), 'does not begin'], [Buffer.alloc(300), 'does not begin'],
      [Buffer.concat([Buffer.from('WLPWM\0\0\0'), Buffer.alloc(300)]), 'pipable'],
    ] as const) {
      const error = await failureOf(() => openWim(write(bytes)));
      expect(error).to.include({ code: 'wim-invalid' });
      expect(error?.message).to.contain(reason);
    }
    expect(await openWim(join(folder(), 'missing.wim')).catch((error: unknown) => error)).to.include({ code: 'ENOENT' });
  });

  it('finds a changed byte of a content by its SHA-1', async () => {
    const bytes = Buffer.from(whole[0] as Buffer);
    const at = bytes.indexOf(noise(5000));
    bytes.writeUInt8(bytes.readUInt8(at + 77) ^ 1, at + 77);
    const error = await failureOf(() => readAll(write(bytes)));
    expect(error?.message).to.contain('noise is damaged (SHA-1 does not match)');
  });

  it('throws nothing but ServicingError for mutated files (property)', async () => {
    const mutation = fc.record({
      file: fc.nat(3), at: fc.double({ min: 0, max: 1, noNaN: true }), where: fc.constantFrom('header', 'table', 'any', 'tail'),
      value: fc.oneof(fc.constantFrom(0, 0xff, 0x7f), fc.nat(255)), width: fc.integer({ min: 1, max: 9 }),
    });
    await fc.assert(fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
      const bytes = Buffer.from(whole[mutations[0]?.file ?? 0] as Buffer);
      const { blobTable } = parseWimHeader(bytes, 'x');
      const ranges = { header: [0, 208], table: [blobTable.offset, blobTable.offset + blobTable.size], any: [0, bytes.length], tail: [blobTable.offset - 1500, bytes.length] };
      for (const { at, where, value, width } of mutations) {
        const [from = 0, to = 0] = ranges[where];
        const start = Math.floor(from + at * (to - from - 1));
        bytes.fill(value, start, Math.min(start + width, bytes.length));
      }
      await failureOf(() => readAll(write(bytes)));
    }), { numRuns: 300 });
  });

  it('decodes any bytes as LZMS to the size asked for, or says that they are damaged (property)', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), fc.integer({ min: 1, max: 40_000 }), (bytes, size) => {
      try {
        expect(decompressLzms(bytes, size)).to.have.length(size);
      } catch (error) {
        expect(error).to.be.instanceOf(DamagedDataError);
      }
    }), { numRuns: 200 });
  });

  it('parses any bytes as header, blob table or XML without another error (property)', () => {
    const tolerant = (work: () => unknown): void => {
      try {
        work();
      } catch (error) {
        expect(error).to.be.instanceOf(ServicingError);
      }
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      const body = Buffer.from(bytes);
      tolerant(() => parseWimHeader(Buffer.concat([Buffer.from('MSWIM\0\0\0'), body]), 'x'));
      tolerant(() => parseWimHeader(body, 'x'));
      tolerant(() => [...new WimBlobTable(body, 'x')].length);
      tolerant(() => parseWimXml(body, 'x'));
    }));
    fc.assert(fc.property(fc.string(), (name) => {
      const xml = `\ufeff<WIM><IMAGE INDEX="1"><NAME>${name}</NAME></IMAGE></WIM>`;
      tolerant(() => parseWimXml(Buffer.from(xml, 'utf16le'), 'x'));
    }));
  });

  it('decodes any bytes to the size asked for, or says that they are damaged (property)', () => {
    const lzx = new LzxDecompressor(32768);
    const checks = [(bytes: Uint8Array) => lzx.decompress(bytes, 5000), (bytes: Uint8Array) => decompressXpress(bytes, 5000)];
    fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 2000 }), fc.nat(255), (bytes, fill) => {
      for (const decompress of checks) {
        for (const input of [bytes, bytes.map((byte, at) => (at < 256 ? fill : byte))]) {
          try {
            expect(decompress(input)).to.have.length(5000);
          } catch (error) {
            expect(error).to.be.instanceOf(DamagedDataError);
          }
        }
      }
    }), { numRuns: 500 });
  });
});

describe('media/wim-xml', () => {
  const read = (xml: string): ReturnType<typeof parseWimXml> => parseWimXml(Buffer.from(`\ufeff${xml}`, 'utf16le'), 'x.wim');

  it('fills in what the XML says, numbers as written', () => {
    const [image] = read(`<WIM><TOTALBYTES>1</TOTALBYTES><IMAGE INDEX="1"><DIRCOUNT>12</DIRCOUNT><FILECOUNT>34</FILECOUNT>
      <TOTALBYTES>15234896401</TOTALBYTES><CREATIONTIME><HIGHPART>0x01D3D1ED</HIGHPART><LOWPART>0xA1C0B800</LOWPART></CREATIONTIME>
      <WINDOWS><ARCH>9</ARCH><PRODUCTNAME>Microsoft&#xAE; Windows&#174;</PRODUCTNAME><EDITIONID>Core</EDITIONID><INSTALLATIONTYPE>Client</INSTALLATIONTYPE>
      <LANGUAGES><LANGUAGE>en-US</LANGUAGE><LANGUAGE>de-DE</LANGUAGE><DEFAULT>en-US</DEFAULT></LANGUAGES>
      <VERSION><MAJOR>10</MAJOR><MINOR>0</MINOR><BUILD>17134</BUILD><SPBUILD>1</SPBUILD><SPLEVEL>112</SPLEVEL></VERSION></WINDOWS>
      <NAME>007</NAME><DESCRIPTION>A &amp; B &lt;</DESCRIPTION><FLAGS>Core</FLAGS></IMAGE></WIM>`);
    expect(image).to.deep.include({
      index: 1, name: '007', description: 'A & B <', flags: 'Core', editionId: 'Core', installationType: 'Client', architecture: 'x64',
      productName: 'Microsoft® Windows®', languages: ['en-US', 'de-DE'], defaultLanguage: 'en-US', size: 15_234_896_401,
      directoryCount: 12, fileCount: 34, version: { major: 10, minor: 0, build: 17134, spBuild: 1, spLevel: 112 }, rehearsed: false,
    });
    expect(image?.createdTime).to.match(/^2018-04-1\dT/u);
    expect(image).to.not.have.any.keys('displayName', 'modifiedTime');
  });

  it('reads the mark of the rehearsal', () => {
    const [image] = read('<WIM><IMAGE INDEX="1"><OFFLINESERVICING><REHEARSAL>1</REHEARSAL></OFFLINESERVICING></IMAGE></WIM>');
    expect(image?.rehearsed).to.equal(true);
  });

  it('refuses what is not well-formed, and entities of its own', () => {
    for (const xml of ['', 'text', '<WIM>', '<WIM><IMAGE></WIM>', '<OTHER/>', '<WIM><IMAGE><NAME>x</NAME></IMAGE></WIM>',
      '<!DOCTYPE a [<!ENTITY e "x">]><WIM><IMAGE INDEX="1"><NAME>&e;</NAME></IMAGE></WIM>']) {
      expect(() => read(xml), xml).to.throw(ServicingError).with.property('code', 'wim-invalid');
    }
  });
});
