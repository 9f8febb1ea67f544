import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makePe } from '../../../src/lab/pe-file.js';
import { checkProof } from '../../../src/run/proof.js';
import { failureOf } from '../../support/failure.js';
import { temporaryFolder } from '../../support/temp.js';

describe('proof of a step on the mount: one file of the update', () => {
  const mount = temporaryFolder();
  const check = (path: string, version: string) => checkProof(mount(), { file: { path, version } }, () => Promise.reject(new Error('no session is needed')));

  before(() => {
    mkdirSync(join(mount(), 'Windows/System32'), { recursive: true });
    writeFileSync(join(mount(), 'Windows/System32/NTOSKRNL.EXE'), makePe({ name: 'ntoskrnl.exe', version: '10.0.17134.165' }));
    writeFileSync(join(mount(), 'Windows/System32/plain.exe'), 'not a program');
  });

  it('is there at the version of the update or a later one, whatever the case of its name', async () => {
    expect(await check('Windows/System32/ntoskrnl.exe', '10.0.17134.165')).to.deep.equal(['Windows/System32/ntoskrnl.exe: version 10.0.17134.165']);
    expect(await check('Windows/System32/ntoskrnl.exe', '10.0.17134.99')).to.have.lengthOf(1);
  });

  it('is refused when it is older, has no version, or is not there', async () => {
    const older = await failureOf(() => check('Windows/System32/ntoskrnl.exe', '10.0.17134.1000'));
    expect(older).to.include({ code: 'proof' }).and.have.property('message').that.contains('has version 10.0.17134.165');
    expect(older.details).to.deep.equal(['expected: 10.0.17134.1000 or later']);
    expect((await failureOf(() => check('Windows/System32/plain.exe', '1.0.0.0'))).message).to.contain('has no version');
    expect((await failureOf(() => check('Windows/System32/none.exe', '1.0.0.0'))).message).to.contain('the image has no Windows/System32/none.exe');
  });
});
