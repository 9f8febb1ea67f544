import { expect } from 'chai';
import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, closeSync, constants, existsSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inspectWorkspace } from '../../src/clean-workspace.js';
import type { RunEvent, ServicingError } from '../../src/index.js';
import { ServicingRunError } from '../../src/index.js';
import { failureOf } from '../support/failure.js';
import { LabSuite, recorder } from '../support/lab-suite.js';
import { mountsBelow } from '../support/outside-tools.js';

function canMount(): boolean {
  try {
    accessSync('/dev/fuse', constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function tryTo(program: string, ...args: string[]): boolean {
  return spawnSync(program, args).status === 0;
}

/** Takes the last byte of a volume. */
function fillUp(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (const size of [2 ** 20, 512]) {
      const chunk = Buffer.alloc(size);
      try {
        for (;;) writeSync(file, chunk);
      } catch {
        // Full, to within this size.
      }
    }
  } finally {
    closeSync(file);
  }
}

describe('what fails at the end of a run', () => {
  const lab = new LabSuite({ editions: ['Core'] });

  it('a failed run says why it failed, although its result cannot be written', async () => {
    const onEvent = (event: RunEvent): void => {
      // A folder that is not empty stands where the result goes.
      if (event.type === 'run-started') mkdirSync(join(event.workspace, 'result.json', 'in-the-way'), { recursive: true });
    };
    const error = await failureOf(() => lab.service({}, { onEvent, faults: [{ cmdlet: 'Add-WindowsPackage', then: 'fail', hresult: '0x800f0922' }] }));
    expect(error).to.be.instanceOf(ServicingRunError).and.to.include({ code: 'servicing', hresult: '0x800f0922' });
    expect(error.step).to.match(/\/add-servicing-stack$/u);
    expect(error.details.join('\n')).to.match(/while ending the run: .*result\.json/u);
  });

  it('two outputs side by side: both go on; a second run for one of them is refused with who has it', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const output = lab.nextOutput();
    const beside = join(dirname(output), 'other');
    const begins = (controller: AbortController, then: () => Promise<void>) => ({
      signal: controller.signal,
      onEvent: (event: RunEvent) => { if (event.type === 'run-started') void then().finally(() => { controller.abort(); }); },
    });
    let refusal: ServicingError | undefined;
    let other: ServicingError | undefined;
    const error = await failureOf(() => lab.service({ output }, begins(first, async () => {
      refusal = await failureOf(() => lab.service({ output }));
      other = await failureOf(() => lab.service({ output: beside }, begins(second, () => Promise.resolve())));
    })));
    expect([error.code, other?.code]).to.deep.equal(['cancelled', 'cancelled']);
    expect(refusal).to.include({ code: 'busy', exitCode: 7 }).and.have.property('message').that.matches(new RegExp(`process ${process.pid} on .*started \\d{4}-\\d\\d-\\d\\dT`, 'u'));
    const { runs } = await inspectWorkspace({ workspace: join(dirname(output), '.offline-servicing') });
    expect(runs.map((run) => run.status)).to.deep.equal(['cancelled', 'cancelled']);
  });

  it('a disk that fills up: said as such, exit 4, every mount discarded all the same', async function () {
    const small = join(lab.root, 'small');
    mkdirSync(small);
    if (!tryTo('mount', '-t', 'tmpfs', '-o', 'size=200m', 'tmpfs', small)) this.skip();
    try {
      const onEvent = (event: RunEvent): void => {
        if (event.type === 'step-started' && event.step === 'install:1/take-winre') fillUp(join(small, 'filling'));
      };
      const error = await failureOf(() => lab.service({ output: join(small, 'output') }, { onEvent }));
      expect(error).to.include({ code: 'disk-space', exitCode: 4, step: 'install:1/take-winre' });
      expect(mountsBelow(join(small, '.offline-servicing'))).to.deep.equal([]);
      expect(existsSync(join(small, 'output'))).to.equal(false);
    } finally {
      tryTo('umount', small);
    }
  });

  it('a published output stands, although its run folder cannot be removed and a listener throws', async function () {
    if (!canMount()) this.skip();
    const record = recorder();
    let mount = '';
    const warnings: string[] = [];
    const onWarning = (warning: Error): void => { warnings.push(warning.message); };
    process.on('warning', onWarning);
    try {
      const result = await lab.service({}, {
        onEvent: (event) => {
          record.onEvent(event);
          if (event.type === 'run-started') mount = join(event.workspace, 'foreign');
          if (event.type !== 'phase' || event.phase !== 'publish') return;
          mkdirSync(mount);
          execFileSync('wimlib-imagex', ['mount', join(lab.media, 'sources/boot.wim'), '1', mount]);
          throw new Error('a mistake of the caller');
        },
      });
      expect(result.status).to.equal('done');
      expect(JSON.parse(readFileSync(join(result.output?.root ?? '', 'result.json'), 'utf8'))).to.include({ status: 'done' });
      expect(record.events.at(-1)).to.include({ type: 'warning' }).and.have.property('message').that.contains(mount);
      expect(warnings).to.include('a mistake of the caller');
      expect(existsSync(dirname(mount))).to.equal(true);
    } finally {
      process.off('warning', onWarning);
      if (existsSync(mount)) execFileSync('wimlib-imagex', ['unmount', mount]);
    }
  });
});
