import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { inspectWorkspace } from '../../../src/clean-workspace.js';
import { ifEnded, lockRun, removeStrayLocks } from '../../../src/run/run-lock.js';
import type { RunContext } from '../../../src/run/context.js';
import { recoverEarlierRuns } from '../../../src/run/recover.js';
import { Workspace } from '../../../src/run/workspace.js';
import { temporaryFolder } from '../../support/temp.js';

describe('the lock of a run folder', () => {
  const base = temporaryFolder();

  it('keeps others off a run that is under way, and off no other run of the workspace', async () => {
    const [open, dead] = [new Workspace(base(), 'aaa222'), new Workspace(base(), 'bbb333')];
    const lock = await lockRun(open.root, 'test');
    await open.create();
    await dead.create();
    expect(await ifEnded(open.root, 'test', () => Promise.resolve('done'))).to.equal(undefined);
    expect(await ifEnded(dead.root, 'test', () => Promise.resolve('done'))).to.equal('done');
    const statuses = async (): Promise<unknown> => (await inspectWorkspace({ workspace: base() })).runs.map((run) => [run.id, run.status]).sort();
    expect(await statuses()).to.deep.equal([['aaa222', 'running'], ['bbb333', 'killed']]);
    await lock.release();
    expect(await statuses()).to.deep.equal([['aaa222', 'killed'], ['bbb333', 'killed']]);
  });

  it('of a run that was killed before it had a folder goes; one of a run with a folder, and other files, stay', async () => {
    mkdirSync(join(base(), 'ccc444.lock'));
    writeFileSync(join(base(), 'ccc444.lock.json'), JSON.stringify({ pid: 2 ** 22 + 1, host: (await import('node:os')).hostname(), startedAt: '', purpose: '' }));
    writeFileSync(join(base(), 'package.lock.json'), '{}');
    writeFileSync(join(base(), 'aaa222.lock.json'), '{}');
    await removeStrayLocks(base());
    expect(readdirSync(base()).filter((name) => name.includes('lock')).sort()).to.deep.equal(['aaa222.lock.json', 'package.lock.json']);
    expect(existsSync(join(base(), 'bbb333', 'journal.ndjson'))).to.equal(true);
  });

  it('is no reason to keep the folder of a run that was killed before its first event', async () => {
    const other = join(base(), 'other');
    await new Workspace(other, 'eee666').create();
    await recoverEarlierRuns({ workspace: new Workspace(other, 'fff777') } as RunContext);
    expect(readdirSync(other)).to.deep.equal([]);
  });
});
