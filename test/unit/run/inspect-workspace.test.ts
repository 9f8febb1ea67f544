import { expect } from 'chai';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { cleanWorkspace, inspectWorkspace } from '../../../src/clean-workspace.js';
import { acquireLock } from '../../../src/files/lock.js';
import { temporaryFolder } from '../../support/temp.js';

describe('inspectWorkspace', () => {
  const temp = temporaryFolder();

  /** A run folder whose journal has a beginning only. */
  function begin(workspace: string, runId: string, hour: number): void {
    mkdirSync(join(workspace, runId), { recursive: true });
    const event = { v: 1, seq: 1, time: new Date(Date.UTC(2026, 10, 24, hour)).toISOString(), runId, type: 'phase', phase: 'run' };
    writeFileSync(join(workspace, runId, 'journal.ndjson'), `${JSON.stringify(event)}\n`);
  }

  /** The lock of a process that is gone. */
  function leaveLock(of: string): void {
    mkdirSync(`${of}.lock`);
    writeFileSync(`${of}.lock.json`, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), startedAt: '', purpose: '' }));
  }

  it('calls a run without an end running while its process holds its folder, and killed afterwards', async () => {
    const workspace = join(temp(), 'work');
    begin(workspace, 'aaaaaa', 9);
    begin(workspace, 'bbbbbb', 10);
    const states = async (): Promise<[string, string][]> => (await inspectWorkspace({ workspace })).runs.map((run) => [run.id, run.status]);
    const lock = await acquireLock(join(workspace, 'bbbbbb'), { purpose: 'servicing' });
    try {
      expect(await states()).to.deep.equal([['bbbbbb', 'running'], ['aaaaaa', 'killed']]);
    } finally {
      await lock.release();
    }
    expect(await states()).to.deep.equal([['bbbbbb', 'killed'], ['aaaaaa', 'killed']]);
  });

  it('takes a lock whose process has ended for none', async () => {
    const workspace = join(temp(), 'dead');
    begin(workspace, 'cccccc', 9);
    leaveLock(join(workspace, 'cccccc'));
    expect((await inspectWorkspace({ workspace })).runs.map(({ status }) => status)).to.deep.equal(['killed']);
  });

  it('finds locks that were left although no run folder tells of them, and clean removes them', async () => {
    const [usual, named, far] = [join(temp(), 'place', '.offline-servicing'), join(temp(), 'named'), join(temp(), 'far', 'output')];
    for (const folder of [usual, named, join(temp(), 'far')]) mkdirSync(folder, { recursive: true });
    const left = [join(temp(), 'place', 'output'), named, join(named, 'dddddd'), far];
    left.forEach(leaveLock);
    const of = async (options: { workspace: string; output?: string }): Promise<string[]> => (await inspectWorkspace(options)).leftovers.map((found) => found.of);
    expect(await of({ workspace: usual })).to.deep.equal(left.slice(0, 1));
    expect(await of({ workspace: named })).to.have.members(left.slice(1, 3));
    expect(await of({ workspace: named, output: far })).to.have.members(left.slice(1));
    await cleanWorkspace({ workspace: usual, withCache: false });
    await cleanWorkspace({ workspace: named, output: far, withCache: false });
    expect(readdirSync(temp()).filter((name) => name.startsWith('named'))).to.deep.equal([]);
    expect([readdirSync(join(temp(), 'place')), readdirSync(join(temp(), 'far'))]).to.deep.equal([[], []]);
  });
});
