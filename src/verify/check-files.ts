import { sha256File } from '../files/hash.js';
import { foldCase } from '../files/paths.js';
import { walk } from '../files/walk.js';
import type { WalkEntry } from '../files/walk.js';
import { rehearsalMark } from '../schema/common.js';
import type { MediaInfo } from '../schema/media.js';
import type { Check } from '../schema/result.js';
import type { VerifyInput } from './verify-media.js';

const markKey = foldCase(rehearsalMark);

/** Every file of the media but the WIMs: changed where the run says so, the same bytes everywhere else, none lost, none added without a rule. */
export async function checkFiles({ original, finished, changedFiles, signal }: VerifyInput, after: MediaInfo): Promise<Check[]> {
  const wims = new Set([after, original].flatMap(({ install, boot }) => [...(install.parts ?? [install.path]), boot.path]).map(foldCase));
  const before = await filesOf(original.path, wims, signal);
  const now = await filesOf(finished, wims, signal);
  const claimed = new Set(changedFiles.map((file) => foldCase(file.path)));
  const lost = [...before].filter(([key]) => !now.has(key)).map(([, entry]) => `lost: ${entry.path}`);
  const missing = [...claimed].filter((key) => !now.has(key)).map((key) => `not there: ${key}`);
  const added = [...now].filter(([key]) => !before.has(key) && key !== markKey && !claimed.has(key)).map(([, entry]) => `added: ${entry.path}`);
  const different: string[] = [];
  for (const [key, entry] of now) {
    const source = before.get(key);
    if (source !== undefined && !(await sameContent(source, entry, signal))) different.push(key);
  }
  const unclaimed = different.filter((key) => !claimed.has(key)).map((key) => `changed: ${now.get(key)?.path ?? key}`);
  const wrong = [...lost, ...missing, ...added, ...unclaimed];
  return [{
    id: 'files', title: 'Media files: changed only where the rules say so', ok: wrong.length === 0,
    evidence: wrong.length === 0 ? `${now.size} files compared, ${different.length} changed, ${claimed.size} by rule` : wrong.slice(0, 20).join('; '),
  }];
}

async function filesOf(root: string, wims: ReadonlySet<string>, signal: AbortSignal): Promise<Map<string, WalkEntry>> {
  const files = new Map<string, WalkEntry>();
  for await (const entry of walk(root, { signal })) {
    const key = foldCase(entry.path);
    if (entry.kind === 'file' && !wims.has(key)) files.set(key, entry);
  }
  return files;
}

async function sameContent(a: WalkEntry, b: WalkEntry, signal: AbortSignal): Promise<boolean> {
  if (a.size !== b.size) return false;
  const [left, right] = await Promise.all([sha256File(a.hostPath, { signal }), sha256File(b.hostPath, { signal })]);
  return left === right;
}
