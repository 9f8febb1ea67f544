import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** What a package says of itself, as far as a notice needs it. */
const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  author: z.union([z.string(), z.object({ name: z.string() }).transform((author) => author.name)]).optional(),
});

type Manifest = z.infer<typeof manifestSchema>;

const intro = `Third-party notices

The files in the folder cli hold parts of the following packages. Each is named with its licence.
`;

/**
 * The notices that a bundle owes its parts: every package with name, version and the whole text of its licence.
 * @param root of the checkout; its own LICENSE lends the wording to MIT packages that come without one
 * @param packages folders below `root`
 * @throws Error where a package has no licence text and is not under the MIT licence
 */
export async function bundleNotices(root: string, packages: readonly string[]): Promise<string> {
  const notices = await Promise.all(packages.map(async (folder) => notice(root, folder)));
  return [intro, ...new Set(notices.sort())].join(`\n${'-'.repeat(80)}\n\n`);
}

async function notice(root: string, folder: string): Promise<string> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')));
  const text = (await licenceText(join(root, folder))) ?? (await plainMit(root, manifest));
  return `${manifest.name} ${manifest.version} (${manifest.license})\n\n${text.replace(/\r\n?/gu, '\n').trim()}\n`;
}

/** The licence file of a package, and its notice where it has one beside it. */
async function licenceText(folder: string): Promise<string | undefined> {
  const names = (await readdir(folder)).filter((name) => /^(?:licen[cs]e|copying|notice)(?:\.(?:md|txt))?$/iu.test(name)).sort();
  if (!names.some((name) => !/^notice/iu.test(name))) return undefined;
  return (await Promise.all(names.map(async (name) => readFile(join(folder, name), 'utf8')))).join('\n\n');
}

async function plainMit(root: string, { name, license, author }: Manifest): Promise<string> {
  if (license !== 'MIT') throw new Error(`${name} is bundled, but its licence (${license}) is not in its package`);
  const own = await readFile(join(root, 'LICENSE'), 'utf8');
  return own.replace(/^Copyright .*$/mu, `Copyright (c) ${author ?? `the authors of ${name}`}`);
}
