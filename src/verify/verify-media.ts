import type { InputInfo } from '../schema/inputs.js';
import type { MediaInfo } from '../schema/media.js';
import type { Plan } from '../schema/plan.js';
import type { Check, Verdict } from '../schema/result.js';
import { inspectMedia } from '../media/inspect-media.js';
import { lookInside } from '../media/look-inside.js';
import { checkEdits } from './check-edits.js';
import { checkFiles } from './check-files.js';
import { checkImages } from './check-images.js';
import { checkIntegrity } from './check-integrity.js';
import { checkIso } from './check-iso.js';
import type { IsoToCheck } from './check-iso.js';
import { checkKept } from './check-kept.js';
import { checkLanguages } from './check-languages.js';
import { checkOriginal } from './check-original.js';
import { checkSetup } from './check-setup.js';
import { checkSetupUpdate } from './check-setup-update.js';
import { checkStates } from './check-states.js';
import { checkWinre } from './check-winre.js';
import { verdictsOf } from './verdicts.js';

export interface VerifyInput {
  /** The original media as it was inspected before the run. */
  readonly original: MediaInfo;
  /** Root of the finished media. */
  readonly finished: string;
  readonly plan: Plan;
  /** What the request handed in beside media and updates. */
  readonly inputs: readonly InputInfo[];
  /** Files that the run says it put into the media. */
  readonly changedFiles: readonly { path: string; reason: string }[];
  /** SHA-256 of an update → its path, for updates whose files go to the media. */
  readonly updates: ReadonlyMap<string, string>;
  /** Folder for what has to be unpacked. */
  readonly scratch: string;
  /** The ISO file that was made of it. */
  readonly iso?: IsoToCheck | undefined;
  /** What need not be unpacked again: SHA-256 of files that an earlier run has proved whole, and that run. Default nothing. */
  readonly proved?: ReadonlyMap<string, string> | undefined;
  readonly signal: AbortSignal;
}

export interface VerifyOutcome {
  readonly checks: Check[];
  readonly verdicts: Verdict[];
  /** With what {@link lookInside} tells. */
  readonly after: MediaInfo;
  /** SHA-256 of the files with images that were read and are whole, by path within the media. */
  readonly whole: ReadonlyMap<string, string>;
}

/**
 * Looks at the finished media with fresh eyes: every file is opened again and read with our own readers, without DISM
 * and without anything that the run remembers but what it claims to have changed.
 * @throws ServicingError when the media cannot be read at all (`media-invalid`, `wim-invalid`) or `cancelled`
 */
export async function verifyMedia(input: VerifyInput): Promise<VerifyOutcome> {
  const after = await inspectMedia(input.finished, { signal: input.signal });
  // Reading hives goes on beside reading every file.
  const works = [checkAll(input, after), lookInside(after, { signal: input.signal })] as const;
  await Promise.allSettled(works);
  const [{ checks, whole }, looked] = await Promise.all(works);
  return { checks, verdicts: verdictsOf(checks), after: looked, whole };
}

async function checkAll(input: VerifyInput, after: MediaInfo): Promise<Pick<VerifyOutcome, 'checks' | 'whole'>> {
  const integrity = await checkIntegrity(input, after);
  const checks = [
    ...checkImages(input, after),
    ...(await checkStates(input, after)),
    ...(await checkKept(input, after)),
    ...integrity.checks,
    ...(await checkWinre(input, after, integrity.trusted.get(after.install.path))),
    ...(await checkSetup(input, after)),
    ...(await checkSetupUpdate(input)),
    ...(await checkLanguages(input, after)),
    ...(await checkEdits(input, after)),
    ...(await checkFiles(input, after)),
    ...(input.iso === undefined ? [] : await checkIso(input.iso, input.finished, { signal: input.signal, known: integrity.whole })),
    ...(await checkOriginal(input)),
  ];
  return { checks, whole: integrity.whole };
}
