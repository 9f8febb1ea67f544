import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { copyImageFile } from '../media/copy-image-file.js';
import { inspectWim } from '../media/inspect-wim.js';
import { openMediaWim } from '../media/open-media-wim.js';
import { openWim } from '../media/wim-file.js';
import { wimHeaderSize } from '../media/wim-header.js';
import type { MediaInfo } from '../schema/media.js';
import type { Target } from '../schema/plan.js';
import type { Check } from '../schema/result.js';
import { finishedImage } from './check-images.js';
import { contentsOf } from './check-integrity.js';
import { packageCheck } from './check-packages.js';
import { pendingCheck } from './check-pending.js';
import { stateChecks } from './check-states.js';
import { buildCheck } from './expected-packages.js';
import { withImage } from './finished-content.js';
import { languageChecks } from './check-languages.js';
import type { VerifyInput } from './verify-media.js';

/** Of the file's size; writers may pad between resources. */
const tolerableWaste = 0.01;

/**
 * Each winre.wim was serviced, shrunk, and is the same in every edition that shared one.
 * @param provedBy the run that has unpacked everything in an install file with the same bytes; undefined where none has
 */
export async function checkWinre(input: VerifyInput, after: MediaInfo, provedBy: string | undefined): Promise<Check[]> {
  const checks: Check[] = [];
  for (const winre of input.plan.targets.filter((target) => target.source.kind === 'image-file')) {
    const holders = input.plan.targets.filter((target) => target.consumes.includes(winre.id) && target.source.kind === 'wim');
    const images = holders.map((holder) => finishedImage(input.plan, holder, input.original, after));
    const digests = new Set(images.map((image) => image?.winre?.sha1 ?? 'missing'));
    checks.push({
      id: `same-${winre.id}`, title: `${winre.title}: the same winre.wim in ${holders.map((holder) => holder.title).join(', ')}`,
      ok: digests.size === 1 && !digests.has('missing'), evidence: [...digests].join(', '),
    });
    const first = images[0];
    if (first?.winre !== undefined) checks.push(...(await insideChecks(input, after, winre, { index: first.index, path: first.winre.path, provedBy })));
  }
  return checks;
}

async function insideChecks(
  input: VerifyInput, after: MediaInfo, winre: Target, { index, path, provedBy }: { index: number; path: string; provedBy: string | undefined },
): Promise<Check[]> {
  await mkdir(input.scratch, { recursive: true });
  const copy = join(input.scratch, `verify-${winre.id.replace(':', '')}.wim`);
  const install = await openMediaWim(input.finished, after.install);
  try {
    await copyImageFile(install, { index, path, to: copy }, input.signal);
  } finally {
    await install.close();
  }
  const info = await inspectWim(copy, { signal: input.signal });
  const image = info.images[0];
  const wasted = await wastedBytes(copy);
  const contents = provedBy === undefined ? await contentsOf(copy, { signal: input.signal }) : { ok: true, evidence: `as proved in run ${provedBy}: ${after.install.path} has the same SHA-256` };
  const states = await withImage(await openWim(copy), 1, input.signal, (open) => stateChecks(input.plan, winre, open));
  await rm(copy, { force: true });
  return [
    packageCheck(input.plan, winre, image, undefined),
    ...(winre.expectedBuild === undefined ? [] : [buildCheck(input.plan, winre, image, winre.expectedBuild)]),
    ...states,
    pendingCheck(input.plan, winre, image, undefined),
    ...languageChecks(input.plan, winre, image),
    { id: `content-${winre.id}`, title: `${winre.title}: content`, ...contents },
    { id: `shrunk-${winre.id}`, title: `${winre.title}: exported, so without waste`, ok: wasted <= info.size * tolerableWaste, evidence: `${info.size} bytes, ${wasted} of them not in use` },
  ];
}

/** Bytes of the file that nothing in it refers to: what a commit left behind and an export does not copy. */
async function wastedBytes(path: string): Promise<number> {
  const wim = await openWim(path);
  try {
    const { blobTable, xml, integrity } = wim.header;
    const used = new Map([blobTable, xml, integrity].map((part) => [part.offset, part.size]));
    for (const { resource } of wim.blobs) used.set(resource.offset, resource.size);
    return [...used.values()].reduce((left, size) => left - size, wim.size - wimHeaderSize);
  } finally {
    await wim.close();
  }
}
