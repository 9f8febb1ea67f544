import { copyFile, link, mkdir, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { makeCombinedUpdate } from '../../../src/lab/combined-update.js';
import { packageIdentity } from '../../../src/lab/identity.js';
import { netfx3Payload } from '../../../src/lab/netfx3.js';
import { packageVersion } from '../../../src/lab/release.js';
import { makePackageCab, makeUpdate, type UpdateSpec } from '../../../src/lab/update-file.js';
import { forArchitecture, forBuild, forParents } from '../../../src/lab/update-variants.js';
import { cumulativeUpdate, flashUpdate, servicingStackUpdate } from '../../../src/lab/updates.js';
import { windows11v24h2 } from '../../../src/lab/windows-11-24h2/release.js';
import { checkpoint24h2, cumulative24h2, safeOs24h2 } from '../../../src/lab/windows-11-24h2/updates.js';
import { onDemandCab } from '../../support/rehearsal-content.js';
import { tool } from '../../support/rehearsal-fixtures.js';

const identity = (name: string, version: string): string => packageIdentity({ name, version });

/** The update files that rules use, each made when it is first asked for. */
export class RuleUpdates {
  readonly #folder: string;
  readonly #made = new Map<string, Promise<string>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Identity of the cumulative update of 1803 at a revision. */
  static cumulative(revision = 165): string {
    return identity('Package_for_RollupFix', `17134.${revision}.1.6`);
  }

  /** Identities of 24H2: the packages of {@link combined24h2}, {@link later24h2}, {@link checkpoint}, {@link safeOs24h2}. */
  static readonly identities24h2 = {
    stack: identity('Package_for_ServicingStack_3764', '26100.3764.1.1'), cumulative: identity('Package_for_RollupFix', '26100.3775.1.9'),
    later: identity('Package_for_RollupFix', '26100.4061.1.6'), checkpoint: identity('Package_for_RollupFix', '26100.1742.1.10'),
    safeOs: identity('Package_for_SafeOSDU', '26100.3770.1.4'),
  };

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

  /** The combined update 26100.3775 of 24H2: a WIM, alone in its folder. */
  combined24h2 = (): Promise<string> => this.#make('target.msu', (file) => makeCombinedUpdate(cumulative24h2(), file));
  /** A later one, which needs no later servicing stack. */
  later24h2 = (): Promise<string> => this.#make('later.msu', (file) => makeCombinedUpdate(cumulative24h2({ kb: 'KB5058411', revision: 4061, tail: '1.6' }), file));
  /** The checkpoint 26100.1742 alone. */
  checkpoint = (): Promise<string> => this.#make('checkpoint.msu', (file) => makeCombinedUpdate(checkpoint24h2(), file));
  stack24h2 = (): Promise<string> => this.#make('SSU-26100.3764-x64.cab', (file) => makePackageCab(cumulative24h2().stack, file));
  safeOs24h2 = (): Promise<string> => this.#make('safeos.cab', (file) => makePackageCab(safeOs24h2(), file));

  /** A package on demand for 24H2. */
  onDemand24h2 = (): Promise<string> => this.#make('on-demand.cab', (file) => onDemandCab({ name: 'Lab-OnDemand-Package', version: packageVersion(windows11v24h2) }, file));

  /** An update in a folder of its own, with others beside it. */
  async beside(folder: string, target: string, ...others: string[]): Promise<string> {
    for (const file of [target, ...others]) await link(file, join(folder, basename(file)));
    return join(folder, basename(target));
  }

  /** A package on demand that declares four features: each of `Lab-One`, `Lab-Two` and `Lab-Three` needs the one before, `Lab-Orphan` one that is nowhere. */
  nestedFeatures = (): Promise<string> => this.#make('features.cab', (file) => onDemandCab({
    name: 'Lab-Features-Package', declares: feature('Lab-One') + feature('Lab-Two', 'Lab-One') + feature('Lab-Three', 'Lab-Two') + feature('Lab-Orphan', 'Lab-Nowhere'),
  }, file));

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

/** A feature as manifests of Windows declare it, with the feature that it belongs to. */
function feature(name: string, parent?: string): string {
  const applicable = parent === undefined ? '' : `<applicable disposition="detect"><detectUpdate><update name="${parent}"/></detectUpdate></applicable>`;
  return `<update name="${name}" restart="possible">${applicable}<selectable disposition="staged"><detectNone default="true"/></selectable></update>`;
}
