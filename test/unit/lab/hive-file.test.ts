import { expect } from 'chai';
import { hiveFile } from '../../../src/lab/hive-file.js';
import { HiveKey } from '../../../src/lab/hive-key.js';

function sample(): HiveKey {
  const root = new HiveKey('ROOT');
  root.key('Microsoft\\Windows NT\\CurrentVersion').set('UBR', 1).set('CurrentBuild', '17134');
  return root;
}

describe('lab: hive', () => {
  it('has a base block whose checksum, sequence numbers and length are right', () => {
    const hive = hiveFile(sample(), '\\SystemRoot\\System32\\Config\\SOFTWARE');
    let sum = 0;
    for (let at = 0; at < 508; at += 4) sum ^= hive.readUInt32LE(at);
    expect(hive.readUInt32LE(508)).to.equal(sum >>> 0);
    expect(hive.toString('latin1', 0, 4)).to.equal('regf');
    expect(hive.readUInt32LE(4)).to.equal(hive.readUInt32LE(8));
    expect(hive.length).to.equal(4096 + hive.readUInt32LE(40));
    expect(hive.length % 4096).to.equal(0);
  });

  it('fills its bin with cells of eight-byte steps, without a gap', () => {
    const hive = hiveFile(sample(), 'X');
    const bin = hive.subarray(4096);
    let at = 32;
    while (at < bin.length) {
      const size = Math.abs(bin.readInt32LE(at));
      expect(size % 8).to.equal(0);
      expect(size).to.be.greaterThan(0);
      at += size;
    }
    expect(at).to.equal(bin.length);
  });

  it('matches keys and values without case and keeps the first spelling of a key', () => {
    const root = sample();
    root.key('MICROSOFT\\windows nt\\currentversion').set('ubr', 165);
    const key = root.key('Microsoft\\Windows NT\\CurrentVersion');
    expect(root.keys.map((item) => item.name)).to.deep.equal(['Microsoft']);
    expect(key.values.find((value) => value.name.toLowerCase() === 'ubr')?.data.readUInt32LE()).to.equal(165);
    expect(key.values).to.have.length(2);
  });

  it('is equal for equal content', () => {
    expect(hiveFile(sample(), 'X').equals(hiveFile(sample(), 'X'))).to.equal(true);
  });

  it('refuses data that needs the big-data form', () => {
    const root = new HiveKey('ROOT').setData('big', 'REG_BINARY', Buffer.alloc(16_345));
    expect(() => hiveFile(root, 'X')).to.throw(RangeError);
  });
});
