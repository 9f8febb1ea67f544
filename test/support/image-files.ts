import { mkdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { tool } from './rehearsal-fixtures.js';
import { dism, Rehearsal, type DismAnswer, type DismCall } from './rehearsal-run.js';
import { temporaryFolder } from './temp.js';

/** The HRESULTs of answers; undefined where a call succeeded. */
export const codes = (answers: readonly DismAnswer[]): (string | undefined)[] => answers.map((answer) => answer.error?.hresult);

/** What `wimlib-imagex info` says, with single spaces. */
export const info = async (wim: string): Promise<string> => (await tool('wimlib-imagex', 'info', wim)).replaceAll(/ {2,}/gu, ' ');

/** Content of a file of an image. */
export const text = (wim: string, path: string, index = 1): Promise<string> => tool('wimlib-imagex', 'extract', wim, String(index), path, '--to-stdout');

/** A text file of the host. */
export const read = (path: string): Promise<string> => readFile(path, 'utf8');

/** The XML of one image. */
export async function xml(wim: string, index = 1): Promise<string> {
  const all = await tool('sh', '-c', 'wimlib-imagex info "$1" --xml | iconv -f utf-16 -t utf-8', 'sh', wim);
  return new RegExp(`<IMAGE INDEX="${index}">(.*?)</IMAGE>`, 'su').exec(all)?.[1] ?? '';
}

/** Flips a byte of the content of a file in an uncompressed WIM. */
export async function damage(wim: string, content: string): Promise<void> {
  const bytes = await readFile(wim);
  const at = bytes.indexOf(content);
  expect(at, content).to.be.above(0);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  await writeFile(wim, bytes);
}

/** A folder to capture, WIMs of it and calls on them; one PowerShell process for the suite that asks for it. */
export class ImageFiles {
  readonly rehearsal: Rehearsal;
  readonly tree: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.rehearsal = new Rehearsal(this.at('rehearsal'));
    this.tree = this.at('tree');
  }

  /** A path in the suite's folder. */
  at(...path: string[]): string {
    return join(this.#folder, ...path);
  }

  /** Writes the folder to capture: texts, an empty file and folder, a swap file and an absolute link into it. */
  async prepare(): Promise<void> {
    const docs = join(this.tree, 'Docs');
    await mkdir(join(docs, 'empty'), { recursive: true });
    await writeFile(join(docs, 'one.txt'), 'the first text\n'.repeat(200));
    await writeFile(join(docs, 'Two.TMP'), 'the second text\n');
    await writeFile(join(this.tree, 'nothing'), '');
    await writeFile(join(this.tree, 'pagefile.sys'), 'swapped\n');
    await symlink(docs, join(this.tree, 'link'));
  }

  /** A call that captures the folder as the image First of a new WIM. */
  made(to: string, more = {}): DismCall {
    return dism('New-WindowsImage', { ImagePath: this.at(to), CapturePath: this.tree, Name: 'First', ...more });
  }

  /** A call that captures the folder as the image Second of a WIM. */
  added(to: string, more = {}): DismCall {
    return dism('Add-WindowsImage', { ImagePath: this.at(to), CapturePath: this.tree, Name: 'Second', ...more });
  }

  /** A WIM of the images First and Second, without compression, each with a file of its own. */
  async pair(name: string, ...options: string[]): Promise<string> {
    const wim = this.at(name);
    const own = join(this.tree, 'own.txt');
    await writeFile(own, 'only in First\n');
    await tool('wimlib-imagex', 'capture', this.tree, wim, 'First', '--compress=none', '--no-acls', ...options);
    await writeFile(own, 'only in Second\n');
    await tool('wimlib-imagex', 'append', this.tree, wim, 'Second', 'The second', '--no-acls', ...options);
    await rm(own);
    return wim;
  }

  /** Where the link of an image points once the image is applied. */
  async linkAfter(wim: string, index: number): Promise<string> {
    const target = this.at(`${wim}-${index}-applied`);
    await tool('wimlib-imagex', 'apply', this.at(wim), String(index), target);
    return readlink(join(target, 'link'));
  }

  /** A list of exclusions in the form of Windows. */
  async configFile(): Promise<string> {
    const file = this.at('WimScript.ini');
    await writeFile(file, '[ExclusionList]\r\n\\docs\\ONE.txt\r\n*.tmp\r\n\r\n[CompressionExclusionList]\r\n*.mp3\r\n');
    return file;
  }
}

/** Gives every test of a suite the same image files, and ends their process. */
export function imageFiles(): () => ImageFiles {
  const folder = temporaryFolder();
  let files: ImageFiles;
  before(async () => {
    files = new ImageFiles(folder());
    await files.prepare();
  });
  after(() => files.rehearsal.end());
  return () => files;
}
