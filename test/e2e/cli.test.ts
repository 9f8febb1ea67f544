import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { runEventSchema } from '../../src/schema/event.js';
import { mediaInfoSchema } from '../../src/schema/media.js';
import { planSchema } from '../../src/schema/plan.js';
import { servicingResultSchema } from '../../src/schema/result.js';
import { updateScanSchema } from '../../src/schema/update.js';
import { run, start } from '../support/program.js';

/** Mounts below a folder that the system still knows. */
async function mountsBelow(folder: string): Promise<string[]> {
  const mounts = await readFile('/proc/mounts', 'utf8');
  return mounts.split('\n').filter((line) => line.includes(` ${folder}/`));
}

describe('the program from beginning to end', () => {
  let folder: string;
  let media: string;
  let updates: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cli-e2e-'));
    media = join(folder, 'lab', 'media');
    updates = join(folder, 'lab', 'updates');
    const made = await run('lab', '--build', '17134', '--output', join(folder, 'lab'), '--editions', 'Core', '--megabytes', '1', '--json');
    expect(made.code, made.stderr).to.equal(0);
    expect(JSON.parse(made.stdout)).to.include({ media, updates });
  });
  after(async () => { await rm(folder, { recursive: true, force: true }); });

  const inputs = (output: string): string[] => [
    '--media', media, '--updates', updates, '--output', join(folder, output), '--backend', 'rehearsal',
  ];

  it('inspects, reads updates and plans, each as one document that its schema parses', async () => {
    const [inspected, scanned, planned, again] = await Promise.all([
      run('inspect', media, '--json'), run('updates', updates, '--json'),
      run('plan', '--media', media, '--updates', updates, '--json'), run('service', ...inputs('never'), '--dry-run', '--json'),
    ]);
    expect(mediaInfoSchema.parse(JSON.parse(inspected.stdout)).build).to.equal(17134);
    expect(updateScanSchema.parse(JSON.parse(scanned.stdout)).updates.map((update) => update.kind).sort())
      .to.deep.equal(['adobeFlash', 'cumulative', 'servicingStack']);
    expect(planSchema.parse(JSON.parse(planned.stdout)).recipe.name).to.equal('classic');
    expect(again.stdout).to.equal(planned.stdout);
    expect(existsSync(join(folder, 'never'))).to.equal(false);
  });

  it('services with a stream of events on stdout, and says on stderr and in the files what it did', async () => {
    const { code, stdout, stderr } = await run('service', ...inputs('streamed'), '--ndjson');
    expect(code, stderr).to.equal(0);
    const lines = stdout.trimEnd().split('\n').map((line) => JSON.parse(line) as { type: string; result?: unknown });
    const last = lines.pop();
    const events = lines.filter(({ type }) => type !== 'progress').map((line) => runEventSchema.parse(line));
    expect(events.map((event) => event.seq)).to.deep.equal(events.map((_, at) => at + 1));
    expect(last?.type).to.equal('result');
    const result = servicingResultSchema.parse(last?.result);
    expect(result).to.deep.include({ status: 'done', rehearsed: true });
    const root = join(folder, 'streamed');
    expect((await readdir(root)).sort()).to.deep.equal(['SHA256SUMS', 'logs', 'media', 'media.cdx.json', 'report.html', 'result.json']);
    expect(JSON.parse(await readFile(join(root, 'result.json'), 'utf8'))).to.deep.equal(last?.result);
    expect(await readFile(join(root, 'report.html'), 'utf8')).to.include('Rehearsed and verified');
    expect(await readFile(join(root, 'logs', 'servicing.log'), 'utf8')).to.match(/^\ufeff<!\[LOG\[Run .* started/u);
    expect(stderr).to.match(/winre {2}Started: /u);

    const second = await run('service', ...inputs('streamed'), '--json');
    expect(second.code).to.equal(3);
    expect((JSON.parse(second.stdout) as { error: { code: string } }).error.code).to.equal('output-exists');
  });

  const ways: [name: string, more: string[], stop: (child: ChildProcess) => void][] = [
    ['Ctrl+C', [], (child) => { child.kill('SIGINT'); }],
    ['a line "cancel" on stdin', ['--control', 'stdin'], (child) => { child.stdin?.write('cancel\n'); }],
  ];
  for (const [name, more, stop] of ways) {
    it(`ends cleanly after ${name}: 130, no output, no mount, inputs untouched`, async () => {
      const rehearsal = join(folder, 'hanging.json');
      await writeFile(rehearsal, JSON.stringify({ state: join(folder, 'state'), faults: [{ cmdlet: 'Add-WindowsPackage', then: 'hang' }] }));
      const started = start(['service', ...inputs('stopped'), '--no-cache', '--ndjson', ...more], { OFFLINE_SERVICING_REHEARSAL: rehearsal });
      await started.sees('"step":"winre/add-servicing-stack"');
      stop(started.process);
      const { code, stdout, stderr } = await started.ended;
      expect(code, stderr).to.equal(130);
      const last = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as { type: string; error: { code: string } };
      expect(last.type).to.equal('error');
      expect(last.error.code).to.equal('cancelled');
      expect(stderr).to.include('finishing cleanly');
      expect(existsSync(join(folder, 'stopped'))).to.equal(false);
      expect(await mountsBelow(folder)).to.deep.equal([]);
    });
  }

  it('a Ctrl+C that comes when the end has been told changes nothing of it', async () => {
    for (const afterMs of [2, 6, 10]) {
      const started = start(['iso', join(folder, 'missing'), '--output', join(folder, 'missing.iso'), '--ndjson']);
      await started.sees('"type":"error"');
      await sleep(afterMs);
      started.process.kill('SIGINT');
      const { code, stdout, stderr } = await started.ended;
      expect(code, stderr).to.equal(3);
      expect(stdout.trimEnd().split('\n').at(-1)).to.include('"type":"error"');
    }
  });

  it('survives a reader of its output that leaves early', async () => {
    const started = start(['plan', '--media', media, '--updates', updates]);
    started.process.stdout?.destroy();
    const { code, stderr } = await started.ended;
    expect(code, stderr).to.equal(0);
    expect(stderr).to.equal('');
  });

  it('names file, line and column of a mistake in a configuration file', async () => {
    const path = join(folder, 'refresh.yaml');
    await writeFile(path, `media: lab/media\nupdats: [lab/updates]\n`);
    const { code, stdout, stderr } = await run('plan', '--config', path);
    expect(code).to.equal(2);
    expect(stdout).to.equal('');
    expect(stderr.replace(/\s+/gu, ' ')).to.include(`${path}:2:1: Unknown field updats (did you mean updates?)`);
  });

  it('refuses media that is none with 3, and a backend that cannot be with 8', async () => {
    expect((await run('inspect', folder)).code).to.equal(3);
    const native = await run('doctor', '--backend', 'native', '--json');
    expect(native.code).to.equal(8);
    expect((JSON.parse(native.stdout) as { ok: boolean }).ok).to.equal(false);
  });
});
