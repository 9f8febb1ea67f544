import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { leftBeside, leftIn, removeLeftBeside } from '../../../src/files/left-beside.js';
import { acquireLock, lockOwner } from '../../../src/files/lock.js';
import { failureOf, temporaryFolder } from './temp-folder.js';

const dead = { pid: 2 ** 22 + 1, host: hostname(), startedAt: '2026-11-24T09:00:00.000Z', purpose: 'servicing D:\\' };

describe('files/left-beside', () => {
  const folder = temporaryFolder();

  function lock(name: string, owner: unknown = dead): string {
    mkdirSync(join(folder(), `${name}.lock`));
    if (owner !== null) writeFileSync(join(folder(), `${name}.lock.json`), JSON.stringify(owner));
    return join(folder(), name);
  }

  it('finds the lock of a process that is gone, and folders of its work; what it made stays', async () => {
    const output = lock('output');
    mkdirSync(output);
    for (const name of ['.output.0123456789ab.tmp', 'output.to-be-published', '.output.tmp', '.other.0123456789ab.tmp']) mkdirSync(join(folder(), name));
    const left = await leftBeside(output);
    expect(left?.owner).to.deep.equal(dead);
    expect(left?.paths.map((path) => path.slice(folder().length + 1))).to.deep.equal(['output.lock', 'output.lock.json', 'output.to-be-published', '.output.0123456789ab.tmp']);
    await removeLeftBeside(output);
    expect(readdirSync(folder()).sort()).to.deep.equal(['.other.0123456789ab.tmp', '.output.tmp', 'output']);
    expect(await leftBeside(output)).to.equal(undefined);
  });

  it('leaves alone what somebody is at work on', async () => {
    const held = await acquireLock(join(folder(), 'held'), { purpose: 'test' });
    mkdirSync(join(folder(), '.held.0123456789ab.tmp'));
    const elsewhere = lock('elsewhere', { ...dead, host: 'another' });
    expect([await leftBeside(join(folder(), 'held')), await leftBeside(elsewhere), await leftBeside(lock('new', null))]).to.deep.equal([undefined, undefined, undefined]);
    expect(await failureOf(() => removeLeftBeside(join(folder(), 'held')))).to.include({ code: 'busy' });
    expect(readdirSync(folder())).to.include('.held.0123456789ab.tmp');
    await held.release();
  });

  it('takes a lock that is no longer renewed for none, whoever has its number now', async () => {
    const output = lock('restarted', { ...dead, pid: process.pid });
    expect([await lockOwner(output), await leftBeside(output)]).to.deep.equal([{ ...dead, pid: process.pid }, undefined]);
    const restart = new Date(Date.now() - 3_600_000);
    utimesSync(`${output}.lock`, restart, restart);
    expect(await lockOwner(output)).to.equal(undefined);
    expect((await leftBeside(output))?.owner?.pid).to.equal(process.pid);
    await removeLeftBeside(output);
    expect(readdirSync(folder()).filter((name) => name.startsWith('restarted'))).to.deep.equal([]);
  });

  it('finds all that a folder has, and nothing that looks alike', async () => {
    lock('first');
    lock('second');
    lock('distant', { ...dead, host: 'another' });
    writeFileSync(join(folder(), 'package.lock.json'), '{"lockfileVersion": 3}');
    mkdirSync(join(folder(), 'foreign.lock'));
    expect((await leftIn(folder())).map(({ of }) => of.slice(folder().length + 1)).sort()).to.deep.equal(['first', 'second']);
    expect(await leftIn(join(folder(), 'missing'))).to.deep.equal([]);
    expect(await leftBeside(join(folder(), 'missing', 'output'))).to.equal(undefined);
  });
});
