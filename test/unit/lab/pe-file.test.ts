import { expect } from 'chai';
import fc from 'fast-check';
import { makePe } from '../../../src/lab/pe-file.js';
import { readPe } from './pe-reader.js';

const number = fc.integer({ min: 0, max: 0xffff });

describe('lab: PE files', () => {
  it('carry any version in the numbers and in the text, whatever the name and the size', () => {
    fc.assert(fc.property(fc.tuple(number, number, number, number), fc.tuple(number, number, number, number),
      fc.stringMatching(/^[a-z][a-z0-9]{0,20}\.(?:dll|exe|efi)$/u), fc.integer({ min: 0, max: 20_000 }),
      (version, product, name, filling) => {
        const pe = readPe(makePe({ name, version: version.join('.'), productVersion: product.join('.'), filling }));
        expect(pe.fileVersion).to.equal(version.join('.'));
        expect(pe.productVersion).to.equal(product.join('.'));
        expect(pe.strings.get('FileVersion')).to.equal(version.join('.'));
        expect(pe.strings.get('OriginalFilename')).to.equal(name);
      }), { numRuns: 60 });
  });

  it('have sections that neither overlap nor leave the file, and an image size that holds them', () => {
    const file = makePe({ name: 'ntoskrnl.exe', version: '10.0.17134.1', filling: 65_536 });
    const pe = readPe(file);
    expect(pe.sections.map((section) => section.name)).to.deep.equal(['.text', '.data', '.rsrc']);
    pe.sections.forEach((section, index) => {
      expect(section.offset % 0x200).to.equal(0);
      expect(section.address % 0x1000).to.equal(0);
      expect(section.offset + section.size).to.be.at.most(file.length);
      const next = pe.sections[index + 1];
      expect(section.address + section.virtualSize).to.be.at.most(next?.address ?? pe.sizeOfImage);
      expect(section.offset + section.size).to.equal(next?.offset ?? file.length);
    });
    expect(pe.entryPoint).to.equal(pe.sections[0]?.address);
  });

  it('have a checksum as CheckSumMappedFile computes it', () => {
    const file = makePe({ name: 'dismapi.dll', version: '10.0.17134.165' });
    const { checksum, checksumAt } = readPe(file);
    file.writeUInt32LE(0, checksumAt);
    let sum = 0n;
    for (let at = 0; at < file.length; at += 2) sum += BigInt(file.readUInt16LE(at));
    while (sum > 0xffffn) sum = (sum & 0xffffn) + (sum >> 16n);
    expect(checksum).to.equal(Number(sum) + file.length);
  });

  it('tell programs, libraries, the kernel, UEFI programs and machines apart', () => {
    const facts = (name: string): [boolean, number] => {
      const pe = readPe(makePe({ name, version: '1.2.3.4' }));
      return [pe.isDll, pe.subsystem];
    };
    expect(facts('setup.exe')).to.deep.equal([false, 3]);
    expect(facts('wdscore.dll.mui')).to.deep.equal([true, 3]);
    expect(facts('ntoskrnl.exe')).to.deep.equal([false, 1]);
    expect(facts('bootx64.efi')).to.deep.equal([false, 10]);
    expect(readPe(makePe({ name: 'a.dll', version: '1.2.3.4', machine: 'arm64' })).machine).to.equal(0xaa64);
    const old = makePe({ name: 'a.dll', version: '1.2.3.4', machine: 'x86' });
    expect(readPe(old)).to.include({ machine: 0x14c, isDll: true, fileVersion: '1.2.3.4' });
  });

  it('are equal for equal specs and differ by version', () => {
    const one = makePe({ name: 'a.dll', version: '1.0.0.0' });
    expect(makePe({ name: 'a.dll', version: '1.0.0.0' }).equals(one)).to.equal(true);
    expect(makePe({ name: 'a.dll', version: '1.0.0.1' }).equals(one)).to.equal(false);
  });

  it('refuse what is no version', () => {
    for (const version of ['1.0', '1.0.0.65536', 'a.b.c.d', '1.0.0.-1']) {
      expect(() => makePe({ name: 'a.dll', version })).to.throw(RangeError);
    }
  });
});
