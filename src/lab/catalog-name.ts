import { createHash } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a file under the name that the catalog would give it, `<stem>_<sha1>.<extension>`.
 * @returns the file name
 */
export async function underCatalogName(folder: string, stem: string, extension: 'msu' | 'cab', write: (file: string) => Promise<void>): Promise<string> {
  const unnamed = join(folder, `${stem}.${extension}.part`);
  await write(unnamed);
  const sha1 = createHash('sha1').update(await readFile(unnamed)).digest('hex');
  const name = `${stem}_${sha1}.${extension}`;
  await rename(unnamed, join(folder, name));
  return name;
}
