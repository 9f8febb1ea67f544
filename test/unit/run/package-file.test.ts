import { expect } from 'chai';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { updateActions } from '../../../src/run/actions/update-actions.js';
import type { ActionTools } from '../../../src/run/actions/tools.js';
import type { RunContext } from '../../../src/run/context.js';
import { packageFile } from '../../../src/run/package-file.js';
import { Workspace } from '../../../src/run/workspace.js';
import { ServicingError } from '../../../src/schema/errors.js';
import type { Action } from '../../../src/schema/plan.js';
import type { UpdateInfo } from '../../../src/schema/update.js';
import { combinedOf, safeOsOf } from '../../support/generation-fixtures.js';
import { failureOf } from '../../support/failure.js';
import { temporaryFolder } from '../../support/temp.js';

type AddPackage = Extract<Action, { action: 'add-package' }>;

function add(update: UpdateInfo, extras: Partial<AddPackage> = {}): AddPackage {
  return { action: 'add-package', update: update.sha256, file: update.file, kind: update.kind, ...extras };
}

describe('the file that DISM is given', () => {
  const root = temporaryFolder();
  const signal = new AbortController().signal;

  /** A run whose updates are small files. */
  function contextOf(...updates: UpdateInfo[]): RunContext {
    const known = updates.map((update) => {
      const path = join(root(), update.file);
      writeFileSync(path, update.file);
      return [update.sha256, { ...update, path }] as const;
    });
    const confirmUpdate = async (update: UpdateInfo): Promise<void> => {
      if (readFileSync(update.path, 'utf8') !== update.file) return Promise.reject(new ServicingError('update-invalid', `${update.file} has changed`));
      return Promise.resolve();
    };
    return { updates: new Map(known), confirmUpdate, workspace: new Workspace(root(), 'run'), signal, mounts: new Map([['boot:2', '/m']]) } as unknown as RunContext;
  }

  it('is the update itself where nothing is in the way', async () => {
    const safeOs = safeOsOf(26100, 1);
    expect(await packageFile(contextOf(safeOs), 'winre', add(safeOs))).to.equal(join(root(), safeOs.file));
  });

  it('is refused where it is not what was scanned any more', async () => {
    const update = combinedOf(26100, 3775, { file: 'changed.msu' });
    const context = contextOf(update);
    writeFileSync(join(root(), update.file), 'another');
    expect(await failureOf(() => packageFile(context, 'boot:2', add(update)))).to.include({ code: 'update-invalid' });
  });

  it('is called .msu where it is a bundle under the name of a cabinet', async () => {
    const bundle = combinedOf(22621, 900, { file: 'bundle.cab' });
    expect(basename(await packageFile(contextOf(bundle), 'winre', add(bundle)))).to.equal('bundle.msu');
  });

  it('lies with its checkpoints and nothing else in a folder of the target, by hard links', async () => {
    const [target, first, second, stranger] = [combinedOf(26100, 3775), combinedOf(26100, 1742), combinedOf(26100, 2900), safeOsOf(26100, 7)];
    const context = contextOf(target, first, second, stranger);
    const beside = [first, second].map((update) => ({ update: update.sha256, file: update.file }));
    const paths = [await packageFile(context, 'install:1', add(target, { beside })), await packageFile(context, 'boot:1', add(target, { beside }))];
    for (const path of paths) {
      expect(readdirSync(dirname(path)).sort()).to.deep.equal(['lcu-1742.msu', 'lcu-2900.msu', 'lcu-3775.msu']);
      expect(readFileSync(path, 'utf8')).to.equal('lcu-3775.msu');
      expect(statSync(path).ino).to.equal(statSync(join(root(), 'lcu-3775.msu')).ino);
    }
    expect(new Set(paths.map((path) => dirname(path)))).to.have.property('size', 2);
    expect(await packageFile(context, 'install:1', add(target, { beside }))).to.equal(paths[0]);
  });

  it('names a member that an update lacks', async () => {
    const broken = combinedOf(26100, 3775, { format: 'msu-wim' });
    expect((await failureOf(async () => packageFile(contextOf(broken), 'winre', add(broken, { part: 'servicingStack' })))).code).to.equal('wim-invalid');
  });

  it('may end in an error that the step tolerates, and in no other', async () => {
    const update = combinedOf(26100, 3775);
    const warnings: string[] = [];
    const tools = (hresult: string): ActionTools => ({
      context: contextOf(update), running: { step: { target: 'boot:2' } }, warn: (message: string) => { warnings.push(message); },
      dism: async () => Promise.reject(new ServicingError('servicing', 'failed', { hresult, symbol: 'X' })),
    }) as unknown as ActionTools;
    const action = add(update, { tolerates: ['0x8007007e'] });
    expect(await updateActions['add-package'](tools('0x8007007e'), action)).to.deep.equal(['tolerated: 0x8007007e X']);
    expect(warnings).to.have.length(1);
    expect((await failureOf(async () => updateActions['add-package'](tools('0x800f081e'), action))).hresult).to.equal('0x800f081e');
    expect((await failureOf(async () => updateActions['add-package'](tools('0x8007007e'), add(update)))).hresult).to.equal('0x8007007e');
  });
});
