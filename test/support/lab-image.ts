import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { readPe } from '../unit/lab/pe-reader.js';
import { hiveKey, wimExtract } from './outside-tools.js';
import { dism, type DismAnswer, type Rehearsal } from './rehearsal-run.js';

/** One image of a lab in a WIM of its own, mounted by the rehearsal. */
export class LabImage {
  readonly #rehearsal: Rehearsal;
  readonly #index: number;
  /** The private WIM. */
  readonly wim: string;
  /** Where it is mounted. */
  readonly path: string;

  private constructor(rehearsal: Rehearsal, wim: string, index: number) {
    this.#rehearsal = rehearsal;
    this.#index = index;
    this.wim = wim;
    this.path = `${wim}.mount`;
  }

  /** Copies a WIM and mounts one of its images. */
  static async mount(rehearsal: Rehearsal, source: string, index: number, folder: string, name: string): Promise<LabImage> {
    const image = new LabImage(rehearsal, join(folder, `${name}.wim`), index);
    await mkdir(image.path, { recursive: true });
    await copyFile(source, image.wim);
    await rehearsal.must(dism('Mount-WindowsImage', { ImagePath: image.wim, Index: index, Path: image.path }));
    return image;
  }

  /** Mounts the recovery image of an install image. */
  static async mountWinre(rehearsal: Rehearsal, install: string, folder: string): Promise<LabImage> {
    return LabImage.mount(rehearsal, await wimExtract(install, 1, '/Windows/System32/Recovery/winre.wim', folder), 1, folder, 'recovery');
  }

  /** Runs a cmdlet on the mount. */
  async call(cmdlet: string, parameters: Readonly<Record<string, unknown>> = {}): Promise<DismAnswer> {
    return (await this.#rehearsal.run(dism(cmdlet, { Path: this.path, ...parameters })))[0] as DismAnswer;
  }

  /** Adds a package; what stands in its way is the code of the warning, which an .msu's exception hides; undefined for success. */
  async add(file: string): Promise<string | undefined> {
    const { error, warnings } = await this.call('Add-WindowsPackage', { PackagePath: file });
    if (error === null) return undefined;
    return /0x[0-9a-f]{8}/u.exec(warnings.join('\n'))?.[0] ?? error.hresult;
  }

  /** Adds packages, none of which may fail. */
  async mustAdd(...files: string[]): Promise<void> {
    for (const file of files) expect(await this.add(file), basename(file)).to.equal(undefined);
  }

  /** Listed packages, `Name~language~version` without the parts that all share, with their states. */
  async packages(): Promise<Map<string, string>> {
    const { output } = await this.call('Get-WindowsPackage');
    return new Map(output.map((item) => [String(item['PackageName']).replace('~31bf3856ad364e35~amd64', ''), String(item['PackageState'])]));
  }

  /** `CurrentBuild.UBR` of the hive, as hivexregedit reads it. */
  async build(): Promise<string> {
    const text = await hiveKey(join(this.path, 'Windows/System32/config/SOFTWARE'), '\\Microsoft\\Windows NT\\CurrentVersion');
    return `${/"CurrentBuild"=str\(1\):"(\d+)"/u.exec(text)?.[1]}.${Number.parseInt(/"UBR"=dword:([0-9a-f]+)/u.exec(text)?.[1] ?? '', 16)}`;
  }

  /** File version of a program in the mount. */
  async version(path: string): Promise<string> {
    return readPe(await readFile(join(this.path, path))).fileVersion;
  }

  /** Saves or discards the image. */
  async end(how: 'Save' | 'Discard'): Promise<void> {
    await this.#rehearsal.must(dism('Dismount-WindowsImage', { Path: this.path, [how]: true }));
  }

  /** Index in the private WIM. */
  get index(): number {
    return this.#index;
  }
}
