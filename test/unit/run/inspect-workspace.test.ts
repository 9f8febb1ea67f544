import { expect } from 'chai';
import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { inspectWorkspace } from '../../../src/clean-workspace.js';
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
    writeFileSync(join(workspace, 'cccccc.lock.json'), JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), startedAt: '', purpose: '' }));
    expect((await inspectWorkspace({ workspace })).runs.map(({ status }) => status)).to.deep.equal(['killed']);
  });
});
