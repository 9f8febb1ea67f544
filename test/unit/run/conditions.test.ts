import { expect } from 'chai';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DismClient } from '../../../src/dism/client.js';
import { packageRoot } from '../../../src/files/package-root.js';
import { softwareHivePath } from '../../../src/media/image-details.js';
import { openWim } from '../../../src/media/wim-file.js';
import { reasonToSkip } from '../../../src/run/conditions.js';
import type { RunContext, RunningStep } from '../../../src/run/context.js';
import type { Condition } from '../../../src/schema/plan.js';
import { temporaryFolder } from '../../support/temp.js';

const safeOs = 'Package_for_SafeOSDU~31bf3856ad364e35~amd64~~26100.3770.1.4';

describe('conditions of steps, asked on the mount', () => {
  const mount = temporaryFolder();
  const lcu = 'Windows/servicing/LCU';

  before(async () => {
    // The lab's WinPE: build 17134.1 with servicing stack 10.0.17134.1.
    const wim = await openWim(join(packageRoot(), 'test/fixtures/media/sources/boot.wim'));
    mkdirSync(join(mount(), 'Windows/System32/config'), { recursive: true });
    writeFileSync(join(mount(), softwareHivePath), await wim.readFile(1, softwareHivePath));
    await wim.close();
  });

  async function ask(when: Condition, packages: { PackageName: string; PackageState: string }[] = []): Promise<string | undefined> {
    const context = { mounts: new Map([['winre', mount()]]), results: new Map([['winre/done', { status: 'done' }], ['winre/left', { status: 'skipped' }]]) } as unknown as RunContext;
    const client = { getPackages: async () => Promise.resolve(packages) } as unknown as DismClient;
    return reasonToSkip(context, { step: { target: 'winre' } } as unknown as RunningStep, when, async (work) => work(client));
  }

  it('servicing stack and build: left out where the image has them or later ones', async () => {
    expect(await ask({ kind: 'servicing-stack-below', version: '10.0.17134.164' })).to.equal(undefined);
    expect(await ask({ kind: 'servicing-stack-below', version: '10.0.17134.1' })).to.contain('has servicing stack 10.0.17134.1');
    expect(await ask({ kind: 'build-below', build: { build: 17134, ubr: 165 } })).to.equal(undefined);
    expect(await ask({ kind: 'build-below', build: { build: 17134, ubr: 1 } })).to.contain('is at build 17134.1 already');
    expect(await ask({ kind: 'build-below', build: { build: 17763, ubr: 1 } })).to.equal(undefined);
  });

  it('package: left out where it or a later version is installed', async () => {
    const seen = (version: string, state = 'Installed') => [{ PackageName: safeOs.replace('3770.1.4', version), PackageState: state }];
    const when: Condition = { kind: 'package-below', identity: safeOs };
    expect(await ask(when)).to.equal(undefined);
    expect(await ask(when, seen('3500.1.2'))).to.equal(undefined);
    expect(await ask(when, seen('3770.1.4', 'Superseded'))).to.equal(undefined);
    expect(await ask(when, seen('3770.1.4'))).to.contain('already');
    expect(await ask(when, seen('4000.1.1', 'InstallPending'))).to.contain('already');
  });

  it('reapplying: only after the step ran, and where the update\'s manifests are not kept', async () => {
    const when = (step: string): Condition => ({ kind: 'reapply-needed', step, folder: lcu });
    expect(await ask(when('winre/left'))).to.contain('was left out');
    expect(await ask(when('winre/done'))).to.equal(undefined);
    mkdirSync(join(mount(), lcu, 'Package_for_RollupFix'), { recursive: true });
    expect(await ask(when('winre/done'))).to.contain('keeps the update\'s manifests');
    rmSync(join(mount(), 'Windows/servicing'), { recursive: true });
    expect(await ask({ kind: 'step-ran', step: 'winre/done' })).to.equal(undefined);
  });
});
