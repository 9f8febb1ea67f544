import { copyFile, mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { netfx3Payload } from '../../../src/lab/netfx3.js';
import type { Package } from '../../../src/lab/package.js';
import { makePackageCab, makeUpdate, type UpdateSpec } from '../../../src/lab/update-file.js';
import { forArchitecture, forBuild, forParents } from '../../../src/lab/update-variants.js';
import { cumulativeUpdate, flashUpdate, servicingStackUpdate } from '../../../src/lab/updates.js';
import { tool } from '../../support/rehearsal-fixtures.js';

const token = '31bf3856ad364e35';
/** The same parents as the lab's updates have, whatever build an update is made for. */
const editionsAndPe = cumulativeUpdate().top.parents;

/** The update files that rules use, each made when it is first asked for. */
export class RuleUpdates {
  readonly #folder: string;
  readonly #made = new Map<string, Promise<string>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Identity of the cumulative update at a revision. */
  static cumulative(revision = 165, build = 17134): string {
    return `Package_for_RollupFix~${token}~amd64~~${build}.${revision}.1.6`;
  }

  servicingStack = (): Promise<string> => this.#update('ssu.msu', servicingStackUpdate);
  cumulative = (): Promise<string> => this.#update('lcu.msu', cumulativeUpdate);
  newerCumulative = (): Promise<string> => this.#update('lcu-167.msu', () => cumulativeUpdate({ kb: 'KB4345421', revision: 167 }));
  flash = (): Promise<string> => this.#update('flash.msu', flashUpdate);
  otherArchitecture = (): Promise<string> => this.#update('x86.msu', () => forArchitecture(servicingStackUpdate(), 'x86'));
  otherBuild = (): Promise<string> => this.#update('17763.msu', () => forBuild(servicingStackUpdate(), 17763));
  otherEdition = (): Promise<string> => this.#update('server.msu', () => forParents(servicingStackUpdate(), {
    packages: [{ name: 'Microsoft-Windows-ServerStandardEdition', version: '10.0.17134.1' }] }));
  brokenManifest = (): Promise<string> => this.#update('broken.msu', () => ({ ...servicingStackUpdate(), defect: 'broken-mum' }));

  /** Cut off in the middle. */
  truncated = (): Promise<string> => this.#make('cut.msu', async (file) => {
    await copyFile(await this.cumulative(), file);
    await truncate(file, 20_000);
  });

  notAnUpdate = (): Promise<string> => this.#make('text.cab', (file) => writeFile(file, 'no cabinet at all'));

  /** The bundle of an .msu under the name of a package cabinet. */
  renamedBundle = (): Promise<string> => this.#make('bundle.cab', async (file) => copyFile(await this.servicingStack(), file));

  /** Servicing stack and cumulative update in one .msu, a WIM. */
  combined = (): Promise<string> => this.#make('combined.msu', async (file) => {
    const parts = join(this.#folder, 'combined');
    await mkdir(parts);
    await makePackageCab(servicingStackUpdate(), join(parts, 'SSU-17134.164-x64.cab'));
    await makePackageCab(cumulativeUpdate(), join(parts, 'Windows10.0-KB4338819-x64.cab'));
    await tool('wimlib-imagex', 'capture', parts, file, '--compress=none', '--no-acls');
  });

  /** A folder like `sources\sxs`. */
  netfx3Source = (): Promise<string> => this.#make('sxs', async (folder) => {
    await mkdir(folder);
    await makePackageCab(netfx3Payload(), join(folder, 'microsoft-windows-netfx3-ondemand-package.cab'));
  });

  /** A cumulative update of 24H2 in a folder, alone or with the checkpoint that it builds on. */
  withCheckpoint = (companions: boolean): Promise<{ target: string; checkpoint: string }> => this.#checkpointFolder(companions);

  async #checkpointFolder(companions: boolean): Promise<{ target: string; checkpoint: string }> {
    const folder = join(this.#folder, companions ? 'checkpoints' : 'alone');
    const checkpoint = await this.#make('checkpoint.msu', (file) => makeUpdate(laterCumulative('KB5043080', 1742), file));
    await mkdir(folder, { recursive: true });
    const target = join(folder, 'target.msu');
    const spec = laterCumulative('KB5094126', 2033);
    const base = { name: 'Package_for_RollupFix', version: '26100.1742.1.6' };
    const children = spec.top.children.slice(0, 1).map((child) => ({ ...child, parents: { packages: [base] } }));
    await makeUpdate({ ...spec, top: { ...spec.top, children } }, target);
    const companion = join(folder, 'KB5043080.msu');
    if (companions) await copyFile(checkpoint, companion);
    return { target, checkpoint };
  }

  #update(name: string, spec: () => UpdateSpec): Promise<string> {
    return this.#make(name, (file) => makeUpdate(spec(), file));
  }

  #make(name: string, write: (file: string) => Promise<void>): Promise<string> {
    let made = this.#made.get(name);
    if (made === undefined) {
      const file = join(this.#folder, name);
      made = mkdir(this.#folder, { recursive: true }).then(() => write(file)).then(() => file);
      this.#made.set(name, made);
    }
    return made;
  }
}

/** A cumulative update of build 26100 for the lab's images, whose other packages are of build 17134. */
function laterCumulative(kb: string, revision: number): UpdateSpec {
  const spec = cumulativeUpdate({ kb, revision, minimumServicingStack: '10.0.17134.1' });
  const at = (version: string): string => version.replace(/^17134\b/u, '26100');
  const child = (item: Package): Package => ({ ...item, identity: { ...item.identity, version: at(item.identity.version) } });
  return { ...spec, top: {
    ...spec.top, identity: { ...spec.top.identity, version: at(spec.top.identity.version) }, parents: editionsAndPe, children: spec.top.children.map(child),
  } };
}
