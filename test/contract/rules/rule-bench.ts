import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { windows11v24h2 } from '../../../src/lab/windows-11-24h2/release.js';
import { installWim, peWim, plainWim } from '../../support/rehearsal-fixtures.js';
import { dism, Rehearsal, type DismAnswer, type DismCall } from '../../support/rehearsal-run.js';
import { RuleUpdates } from './rule-updates.js';

/** What a rule may start from: a WIM without Windows, an install image or Windows PE of 1803, one of 24H2, or its recovery environment. */
export type ImageKind = 'plain' | 'install' | 'pe' | 'install-24h2' | 'pe-24h2' | 'recovery-24h2';

/** A WIM of its own with an empty folder for its mount. */
export interface BenchImage {
  wim: string;
  mount: string;
}

/** What rules work with: fresh images, updates, and the rehearsal. Nothing of one rule is seen by the next. */
export class RuleBench {
  readonly updates: RuleUpdates;
  readonly rehearsal: Rehearsal;
  readonly #folder: string;
  readonly #templates = new Map<ImageKind, Promise<string>>();
  #opened: string[] = [];
  #count = 0;

  /** @param folder for everything; it may not exist yet */
  constructor(folder: string) {
    this.#folder = folder;
    this.updates = new RuleUpdates(join(folder, 'updates'));
    this.rehearsal = new Rehearsal(join(folder, 'rehearsal'));
  }

  /** A new empty folder. */
  async newFolder(): Promise<string> {
    this.#count += 1;
    const folder = join(this.#folder, `f${this.#count}`);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** A copy of a WIM, and an empty folder beside it. */
  async image(kind: ImageKind): Promise<BenchImage> {
    let template = this.#templates.get(kind);
    if (template === undefined) this.#templates.set(kind, template = this.#template(kind));
    const folder = await this.newFolder();
    const image = { wim: join(folder, 'image.wim'), mount: join(folder, 'mount') };
    await mkdir(image.mount);
    await cp(await template, image.wim);
    return image;
  }

  /** As {@link image}, and mounted for writing; {@link clear} discards it. */
  async mounted(kind: ImageKind): Promise<BenchImage> {
    const image = await this.image(kind);
    await this.must(this.mount(image));
    return image;
  }

  mount({ wim, mount }: BenchImage, more: object = {}): DismCall {
    this.#opened.push(mount);
    return dism('Mount-WindowsImage', { Path: mount, ImagePath: wim, Index: 1, ...more });
  }

  add({ mount }: BenchImage, PackagePath: string, more: object = {}): DismCall {
    return dism('Add-WindowsPackage', { Path: mount, PackagePath, ...more });
  }

  cleanup({ mount }: BenchImage, more: object = {}): DismCall {
    return dism('Repair-WindowsImage', { Path: mount, StartComponentCleanup: true, ...more });
  }

  netfx3({ mount }: BenchImage, Source: string): DismCall {
    return dism('Enable-WindowsOptionalFeature', { Path: mount, FeatureName: ['NetFx3'], All: true, LimitAccess: true, Source: [Source] });
  }

  /** States by identity. */
  async packages({ mount }: BenchImage): Promise<Record<string, unknown>> {
    const [answer] = await this.must(dism('Get-WindowsPackage', { Path: mount }));
    return Object.fromEntries((answer?.output ?? []).map((item): [string, unknown] => [String(item['PackageName']), item['PackageState']]));
  }

  /** Runs calls, none of which may fail. */
  must(...calls: DismCall[]): Promise<DismAnswer[]> {
    return this.rehearsal.must(...calls);
  }

  /** Runs one call; gives its HRESULT as the client would read it: the warnings' first, else the exception's. */
  async code(call: DismCall): Promise<string | undefined> {
    const [answer] = await this.rehearsal.run(call);
    if (answer === undefined || answer.error === null) return undefined;
    return answer.warnings.map((text) => /0x[0-9a-f]{8}/u.exec(text)?.[0]).findLast((code) => code !== undefined) ?? answer.error.hresult;
  }

  /** Discards what the rule mounted and takes its configuration back. */
  async clear(): Promise<void> {
    this.rehearsal.configure({});
    const opened = this.#opened;
    this.#opened = [];
    await this.rehearsal.run(...opened.map((Path) => dism('Dismount-WindowsImage', { Path, Discard: true })), dism('Clear-WindowsCorruptMountPoint', {}));
  }

  async end(): Promise<void> {
    await this.rehearsal.end();
  }

  async #template(kind: ImageKind): Promise<string> {
    const folder = await this.newFolder();
    switch (kind) {
      case 'plain': return plainWim(folder, kind);
      case 'install': return installWim(folder, kind);
      case 'pe': return peWim(folder, kind);
      case 'install-24h2': return installWim(folder, kind, windows11v24h2);
      case 'pe-24h2': return peWim(folder, kind, windows11v24h2);
      case 'recovery-24h2': return peWim(folder, kind, windows11v24h2, 'recovery');
    }
  }
}

/** An install image with the servicing stack and the cumulative update of 2018-07. */
export async function updated(bench: RuleBench): Promise<BenchImage> {
  const image = await bench.mounted('install');
  await bench.must(bench.add(image, await bench.updates.servicingStack()), bench.add(image, await bench.updates.cumulative()));
  return image;
}
