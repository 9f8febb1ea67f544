import { FolderTree } from '../files/file-tree.js';
import type { FileTree, TreeEntry } from '../files/file-tree.js';
import { sha256In } from '../files/hash.js';
import { foldCase } from '../files/paths.js';
import { withMedia } from '../media/open-media.js';
import { rehearsalMark } from '../schema/common.js';
import type { MediaInfo } from '../schema/media.js';
import type { Check } from '../schema/result.js';
import type { VerifyInput } from './verify-media.js';

const markKey = foldCase(rehearsalMark);

/** Every file of the media but the WIMs: changed where the run says so, the same bytes everywhere else, none lost, none added without a rule. */
export async function checkFiles(input: VerifyInput, after: MediaInfo): Promise<Check[]> {
  return withMedia(input.original.path, input, async (tree) => [await compareFiles(input, after, tree)]);
}

async function compareFiles({ original, finished, changedFiles, signal }: VerifyInput, after: MediaInfo, source: FileTree): Promise<Check> {
  const wims = new Set([after, original].flatMap(({ install, boot }) => [...(install.parts ?? [install.path]), boot.path]).map(foldCase));
  const result = new FolderTree(finished);
  const before = await filesOf(source, wims, signal);
  const now = await filesOf(result, wims, signal);
  const claimed = new Set(changedFiles.map((file) => foldCase(file.path)));
  const lost = [...before].filter(([key]) => !now.has(key)).map(([, entry]) => `lost: ${entry.path}`);
  const missing = [...claimed].filter((key) => !now.has(key)).map((key) => `not there: ${key}`);
  const added = [...now].filter(([key]) => !before.has(key) && key !== markKey && !claimed.has(key)).map(([, entry]) => `added: ${entry.path}`);
  const different: string[] = [];
  for (const [key, entry] of now) {
    const was = before.get(key);
    if (was === undefined) continue;
    const isSame = was.size === entry.size && await sha256In(source, was.path, { signal }) === await sha256In(result, entry.path, { signal });
    if (!isSame) different.push(key);
  }
  const unclaimed = different.filter((key) => !claimed.has(key)).map((key) => `changed: ${now.get(key)?.path ?? key}`);
  const wrong = [...lost, ...missing, ...added, ...unclaimed];
  return {
    id: 'files', title: 'Media files: changed only where the rules say so', ok: wrong.length === 0,
    evidence: wrong.length === 0 ? `${now.size} files compared, ${different.length} changed, ${claimed.size} by rule` : wrong.slice(0, 20).join('; '),
  };
}

async function filesOf(tree: FileTree, wims: ReadonlySet<string>, signal: AbortSignal): Promise<Map<string, TreeEntry>> {
  const files = new Map<string, TreeEntry>();
  for await (const entry of tree.walk({ signal })) {
    const key = foldCase(entry.path);
    if (entry.kind === 'file' && !wims.has(key)) files.set(key, entry);
  }
  return files;
}
