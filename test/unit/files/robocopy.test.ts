import { expect } from 'chai';
import { toFileError } from '../../../src/files/file-error.js';
import { runCommand } from '../../../src/files/robocopy.js';
import { failureOf } from './temp-folder.js';
import { itPosix } from '../../support/posix.js';

describe('files/robocopy', () => {
  it('gives exit code and output of a real process, whatever the code', async () => {
    const result = await runCommand(process.execPath, ['-e', 'console.log("out"); console.error("err"); process.exitCode = 9'], {});
    expect(result.exitCode).to.equal(9);
    expect(result.output.split('\n').sort()).to.deep.equal(['err', 'out']);
  });

  it('ends the process when cancelled', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    const error = await failureOf(() => runCommand(process.execPath, ['-e', 'setInterval(() => {}, 20000)'], { signal: controller.signal }));
    expect(error).to.include({ code: 'cancelled' });
  });

  itPosix('says when there is no such program', async () => {
    expect(await failureOf(() => runCommand('no-such-program-here', [], {}))).to.include({ code: 'servicing' });
  });
});

describe('files/file-error', () => {
  it('gives errors of the file system the words of the job', () => {
    const errno = (code: string): Error => Object.assign(new Error(code), { code });
    expect(toFileError(errno('EACCES'), 'read', 'x')).to.include({ code: 'permission', message: 'Cannot read x: access is denied.' });
    expect(toFileError(errno('EPERM'), 'read', 'x')).to.include({ code: 'permission' });
    expect(toFileError(errno('ENOSPC'), 'write', 'x')).to.include({ code: 'disk-space', message: 'Cannot write x: the disk is full.' });
    const other = errno('EIO');
    expect(toFileError(other, 'read', 'x')).to.equal(other);
    expect(toFileError('text', 'read', 'x')).to.equal('text');
  });
});
