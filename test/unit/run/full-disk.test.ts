import { expect } from 'chai';
import { orFullDisk } from '../../../src/run/full-disk.js';
import { ServicingError } from '../../../src/schema/errors.js';

describe('run/full-disk', () => {
  const noLog = new ServicingError('servicing', 'No log', { hresult: '0xc0040009', target: 'winre', step: 'winre/mount', details: ['one'] });
  const free = (bytes: number) => () => Promise.resolve(bytes);

  it('says that the disk is full, whatever DISM ended with', async () => {
    const error = await orFullDisk(noLog, '/work', free(4096));
    expect(error).to.include({ code: 'disk-space', hresult: '0xc0040009', target: 'winre', step: 'winre/mount', cause: noLog });
    expect(error.message).to.equal('The volume of the workspace is full: No log');
    expect(error.details).to.deep.equal(['one', '4096 bytes are free on the volume of /work']);
    expect(error.advice).to.be.a('string');
  });

  it('leaves other errors alone: there is room, it cannot be asked, or the code is clear', async () => {
    expect(await orFullDisk(noLog, '/work', free(2 ** 30))).to.equal(noLog);
    expect(await orFullDisk(noLog, '/work', () => Promise.reject(new Error('gone')))).to.equal(noLog);
    const cancelled = new ServicingError('cancelled', 'Stopped');
    expect(await orFullDisk(cancelled, '/work', free(0))).to.equal(cancelled);
  });
});
