import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { exists, resolveNoCase } from '../files/paths.js';
import { sizeText } from '../files/size-text.js';
import { findIsoWriter } from '../output/find-iso-writer.js';
import { largestWithoutUdf } from '../output/iso-writer.js';
import type { IsoJob } from '../output/iso-writer.js';
import type { Action, Plan } from '../schema/plan.js';
import type { RunContext } from './context.js';

type Contents = Pick<RunContext, 'plan' | 'results' | 'workspace'>;
type WriteIso = Extract<Action, { action: 'write-iso' }>;

/** The action that writes the ISO file of a plan; undefined where none is wanted. */
export function writeIsoOf(plan: Plan): WriteIso | undefined {
  return plan.steps.map((step) => step.do).find((action): action is WriteIso => action.action === 'write-iso');
}

/** Why a file of the media need not be split for the ISO file; undefined where it must be. */
export async function reasonByIsoWriter({ workspace }: Pick<RunContext, 'workspace'>, file: string): Promise<string | undefined> {
  const writer = await findIsoWriter();
  if (writer.hasUdf) return `${writer.name} writes UDF, which has files of any size`;
  const { size } = await stat((await resolveNoCase(workspace.media, file)) ?? join(workspace.media, file));
  return size > largestWithoutUdf ? undefined : `${file} has ${sizeText(size)}`;
}

/** An ISO file of a run. */
export interface WrittenIso extends Pick<IsoJob, 'label' | 'bios' | 'efi' | 'instead'> {
  /** Absolute path. */
  readonly path: string;
}

/** The ISO file of a run: what it is to hold, and where it is before the output appears. */
export async function writtenIso({ plan, results, workspace }: Contents): Promise<WrittenIso | undefined> {
  const write = writeIsoOf(plan);
  if (write === undefined) return undefined;
  const { file, label, bios, efi } = write;
  const split = plan.steps.find((step) => step.do.action === 'split-image' && step.do.into === 'iso');
  const isSplit = split?.do.action === 'split-image' && results.get(split.id)?.status === 'done';
  return {
    path: join(workspace.staging, file), label, bios, efi,
    ...(isSplit && split.do.action === 'split-image' ? { instead: { file: split.do.wim, by: await partsIn(workspace.isoParts) } } : {}),
  };
}

async function partsIn(folder: string): Promise<string[]> {
  return (await exists(folder)) ? (await readdir(folder)).sort().map((name) => join(folder, name)) : [];
}
