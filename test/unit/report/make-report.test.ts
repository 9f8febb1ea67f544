import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { acquireLock } from '../../../src/files/lock.js';
import { makeReport } from '../../../src/report-run.js';
import type { ServicingResult } from '../../../src/schema/result.js';
import { failureOf } from '../../support/failure.js';
import { sampleResult, stampEvents } from '../../support/sample-result.js';
import { temporaryFolder } from '../../support/temp.js';

describe('the report of a run, made again', () => {
  const root = temporaryFolder();
  const at = (...path: string[]): string => join(root(), ...path);
  const workspace = (): string => at('ws');

  /** A run folder as a run leaves it before its end. */
  async function begunRun(id: string): Promise<string> {
    const folder = at('ws', id);
    await mkdir(folder, { recursive: true });
    const { schemaVersion, toolVersion, rehearsed, request, before, plan, startedAt } = sampleResult();
    await writeFile(join(folder, 'begun.json'), JSON.stringify({ schemaVersion, toolVersion, rehearsed, request, before, plan, startedAt, runId: id, workspace: folder }));
    await writeFile(join(folder, 'request.json'), JSON.stringify(request));
    const events = stampEvents([{ type: 'phase', phase: 'run' }, { type: 'step-started', step: 'media/copy', target: 'media', title: 'Copy the media' }]);
    await writeFile(join(folder, 'journal.ndjson'), `${events.map((event) => JSON.stringify({ ...event, runId: id })).join('\n')}\n{"torn`);
    return folder;
  }

  async function output(name: string, changes: Partial<ServicingResult> = {}): Promise<string> {
    const folder = at(name);
    await mkdir(join(folder, 'logs', 'dism'), { recursive: true });
    await writeFile(join(folder, 'result.json'), JSON.stringify(sampleResult({ output: { root: folder, report: join(folder, 'report.html'), logs: join(folder, 'logs') }, ...changes })));
    await writeFile(join(folder, 'logs', 'servicing.log'), '');
    return folder;
  }

  it('goes beside the result of an output, and links to what is there after the output was moved', async () => {
    await rename(await output('first'), at('moved'));
    const made = await makeReport({ run: at('moved'), workspace: workspace(), folder: root() });
    expect(made).to.deep.equal({ schemaVersion: 1, runId: 'k3x9qa', status: 'done', report: at('moved', 'report.html'), folder: at('moved'), source: 'result' });
    expect(await readFile(made.report, 'utf8')).to.include('href="logs/servicing.log"').and.not.to.include('debug.log"');
    const elsewhere = await makeReport({ run: at('moved', 'result.json'), workspace: workspace(), folder: root(), output: at('pages', 'x', 'page.html') });
    expect(await readFile(elsewhere.report, 'utf8')).to.include('href="../../moved/logs/servicing.log"');
  });

  it('is told from plan and journal where there is no result: as killed, and as running while its lock is held', async () => {
    const folder = await begunRun('abc234');
    const killed = await makeReport({ run: 'abc234', workspace: workspace(), folder: root() });
    expect(killed).to.deep.include({ status: 'killed', source: 'journal', report: join(folder, 'report.html') });
    const lock = await acquireLock(folder, { purpose: 'a test' });
    try {
      const running = await makeReport({ workspace: workspace(), folder: at('here') });
      expect(running).to.deep.include({ status: 'running', report: at('here', 'report-abc234.html') });
      expect(await readFile(running.report, 'utf8')).to.include('Running: 0 of 5 steps done as of');
    } finally {
      await lock.release();
    }
  });

  it('finds the run of an output that is not there (yet) in the workspace beside it', async () => {
    const folder = await begunRun('bcd345');
    const request = { ...sampleResult().request, output: at('later') };
    await writeFile(join(folder, 'request.json'), JSON.stringify(request));
    const made = await makeReport({ run: at('later'), workspace: workspace(), folder: root() });
    expect(made.runId).to.equal('bcd345');
  });

  it('refuses to write over a folder, and says so', async () => {
    await begunRun('cde456');
    const error = await failureOf(() => makeReport({ run: 'cde456', workspace: workspace(), folder: root(), output: root() }));
    expect(error).to.include({ code: 'usage', message: `Cannot write ${root()}: a folder is there.` });
  });

  it('refuses what is no run, what a later version wrote and what is damaged, by name', async () => {
    const refused = async (run: string): Promise<string> => (await failureOf(() => makeReport({ run, workspace: workspace(), folder: root() }))).message;
    expect(await refused('zzz999')).to.include('neither an output folder nor a run of');
    await output('later-version');
    await writeFile(at('later-version', 'result.json'), '{"schemaVersion": 2}');
    expect(await refused(at('later-version'))).to.include('written by a later version');
    await writeFile(at('later-version', 'result.json'), '{"schema');
    expect(await refused(at('later-version'))).to.include('is damaged');
    await writeFile(at('later-version', 'result.json'), '{}');
    expect(await refused(at('later-version'))).to.include('is not what offline-servicing writes');
  });
});
