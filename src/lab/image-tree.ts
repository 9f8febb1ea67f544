import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { labTimes } from './times.js';

export interface TreeFile { content: Buffer; time: Date }

/** The files of an image or of the media in memory, by relative path with `/`. */
export class ImageTree {
  readonly #files = new Map<string, TreeFile>();
  readonly #time: Date;

  /** @param time of folders, and of files that none is given for */
  constructor(time: Date = labTimes.release) {
    this.#time = time;
  }

  get files(): ReadonlyMap<string, TreeFile> {
    return this.#files;
  }

  put(path: string, content: Buffer | string, time: Date = this.#time): this {
    this.#files.set(path, { content: typeof content === 'string' ? Buffer.from(content, 'utf8') : content, time });
    return this;
  }

  /** @throws RangeError when there is no such file: a mistake in the lab's own tables */
  get(path: string): TreeFile {
    const file = this.#files.get(path);
    if (file === undefined) throw new RangeError(`The lab has no ${path}`);
    return file;
  }

  /** Writes all files below a folder; folders get the time of the tree. */
  async writeTo(root: string): Promise<void> {
    await mkdir(root, { recursive: true });
    const folders = new Set<string>([root]);
    for (const [path, file] of this.#files) {
      const full = join(root, path);
      if (!folders.has(dirname(full))) await mkdir(dirname(full), { recursive: true });
      for (let folder = dirname(full); !folders.has(folder); folder = dirname(folder)) folders.add(folder);
      await writeFile(full, file.content);
      await utimes(full, file.time, file.time);
    }
    for (const folder of [...folders].sort((a, b) => b.length - a.length)) await utimes(folder, this.#time, this.#time);
  }
}
