import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { openPage, openerFor } from '../../../src/cli/open-page.js';
import type { MadeReport, ReportRequest } from '../../../src/report-run.js';
import { harness } from '../../support/cli-harness.js';
import { temporaryFolder } from '../../support/temp.js';

const made: MadeReport = { schemaVersion: 1, runId: 'k3x9qa', status: 'running', report: '/cwd/report-k3x9qa.html', folder: '/ws/k3x9qa', source: 'journal' };

describe('report', () => {
  it('asks for the run, its workspace and a file by absolute paths, and says where the page is', async () => {
    const asked: ReportRequest[] = [];
    const cli = harness({ makeReport: async (request) => { asked.push(request); return Promise.resolve(made); } });
    expect(await cli.run('report', 'k3x9qa', '--workspace', 'work', '--output', 'page.html')).to.equal(0);
    expect(asked).to.deep.equal([{ run: resolve('/cwd/k3x9qa'), workspace: resolve('/cwd/work'), folder: '/cwd', output: resolve('/cwd/page.html') }]);
    expect(cli.stdout.text).to.equal('/cwd/report-k3x9qa.html\n  run k3x9qa, which is under way, as of now; made from its plan and journal\n');
  });

  it('takes the latest run of the workspace beside an output here; --json is one document, --open shows the page', async () => {
    const opened: string[] = [];
    const asked: ReportRequest[] = [];
    const cli = harness({
      makeReport: async (request) => { asked.push(request); return Promise.resolve(made); },
      openPage: async (page) => { opened.push(page); return Promise.resolve('there is no browser'); },
    });
    expect(await cli.run('report', '--open', '--json')).to.equal(0);
    expect(asked[0]).to.include({ run: undefined, workspace: join(resolve('/cwd'), '.offline-servicing') });
    expect(JSON.parse(cli.stdout.text)).to.deep.equal({ ...made, opened: false });
    expect(opened).to.deep.equal([made.report]);
    expect(cli.stderr.text).to.include('It could not be shown: there is no browser');
  });
});

describe('what shows a page', () => {
  const page = 'C:\\a & b\\%PATH%;$(calc)\\report.html';

  it('gets the path as data, never as text of a shell', async () => {
    const windows = await openerFor(page, { platform: 'win32', env: { SystemRoot: 'D:\\Win' } });
    expect(windows?.program).to.equal('D:\\Win\\System32\\WindowsPowerShell\\v1.0\\powershell.exe');
    expect(windows?.args.join(' ')).not.to.include('report.html');
    expect(Object.values(windows?.env ?? {})).to.deep.equal([page]);
    expect(await openerFor('/x', { platform: 'darwin' })).to.deep.equal({ program: '/usr/bin/open', args: ['/x'] });
  });

  it('is looked for in absolute folders of PATH alone', async () => {
    const looked: string[] = [];
    const isProgram = async (path: string): Promise<boolean> => { looked.push(path); return Promise.resolve(path.startsWith('/usr')); };
    expect(await openerFor('/x', { platform: 'linux', env: { PATH: '.:bin:/opt/bin:/usr/bin' }, isProgram })).to.deep.equal({ program: '/usr/bin/xdg-open', args: ['/x'] });
    expect(looked).to.deep.equal(['/opt/bin/xdg-open', '/usr/bin/xdg-open']);
    expect(await openerFor('/x', { platform: 'linux', env: {}, isProgram })).to.equal(undefined);
  });

  (process.platform === 'win32' ? describe.skip : describe)('when it is started', () => {
    const folder = temporaryFolder();
    const withProgram = (lines: string): Parameters<typeof openPage>[1] => {
      writeFileSync(join(folder(), 'xdg-open'), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
      return { platform: 'linux', env: { PATH: folder() } };
    };

    it('gets the page letter for letter, and its failure is told', async () => {
      const strange = join(folder(), 'a b $(touch x) "c\'.html');
      expect(await openPage(strange, withProgram(`printf %s "$1" >'${join(folder(), 'shown')}'`))).to.equal(undefined);
      expect(readFileSync(join(folder(), 'shown'), 'utf8')).to.equal(strange);
      expect(await openPage('/x', withProgram('exit 3'))).to.equal(`${join(folder(), 'xdg-open')} ended with 3`);
      expect(await openPage('/x', { platform: 'linux', env: { PATH: '' } })).to.include('no xdg-open');
    });
  });
});
