import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { examineMedia } from '../../src/index.js';
import type { ImageInfo, MediaInfo } from '../../src/index.js';
import { mountsBelow, wimVerify } from '../support/outside-tools.js';
import { kill } from './harm.js';
import type { Scene } from './judge.js';
import { originalsOf, rehearsalVariable } from './lab-world.js';
import type { LabWorld } from './lab-world.js';

/** Where a case happens. */
export interface Stage {
  readonly world: LabWorld;
  readonly output: string;
  /** Folder for temporary files, which only this case uses. */
  readonly temporary: string;
  /** The rehearsal's configuration: every process of the case has it in its environment. */
  readonly configuration: string;
}

/** Looks what is there after a run has ended. */
export async function look(stage: Stage, killed: boolean): Promise<Scene> {
  const orphans = killed ? [] : await orphansOf(stage.configuration);
  return {
    output: existsSync(stage.output) ? await problemsOf(join(stage.output, 'media'), stage.world.made) : undefined,
    mounts: mountsBelow(dirname(stage.output)).filter((line) => line.split(' ')[1] !== dirname(stage.output)),
    orphans,
    originalsSame: JSON.stringify(originalsOf(stage.world.lab)) === JSON.stringify(stage.world.originals),
    // A killed program leaves everything, and its sessions may still be at work on it.
    leftovers: killed ? [] : leftoversOf(stage),
  };
}

function leftoversOf({ output, temporary }: Stage): string[] {
  const besideOutput = readdirSync(dirname(output), { recursive: true, encoding: 'utf8' }).filter((name) => name.split('/')[0] !== basename(output));
  return [...besideOutput, ...readdirSync(temporary).filter((name) => name.startsWith('offline-servicing'))];
}

/** What is wrong with finished media: its own examination, wimlib's opinion, and the same images as the undisturbed run made. */
async function problemsOf(media: string, made: MediaInfo): Promise<string[]> {
  const problems: string[] = [];
  try {
    const { checks, media: found } = await examineMedia(media);
    problems.push(...checks.filter((check) => !check.ok).map((check) => `${check.title}: ${check.evidence}`));
    problems.push(...differences(found, made));
    for (const wim of [found.install.path, found.boot.path]) await wimVerify(join(media, wim));
  } catch (error) {
    problems.push(firstLines(error instanceof Error ? error.message : String(error)));
  }
  return problems;
}

/** Without the progress that tools print after it. */
function firstLines(text: string): string {
  return text.slice(0, 500);
}

/** How images are not those of the undisturbed run. A package more is none: what an update brings is for DISM to say. */
function differences(found: MediaInfo, made: MediaInfo): string[] {
  const [is, was] = [imagesOf(found), imagesOf(made)];
  const missing = was.flatMap(({ packages = [] }, at) => packages.filter((name) => is[at]?.packages?.includes(name) !== true));
  const [seen, wanted] = [factsOf(is), factsOf(was)];
  return [...missing.map((name) => `${name} is missing`), ...(seen === wanted ? [] : [`images ${seen} instead of ${wanted}`])];
}

function imagesOf({ install, boot }: MediaInfo): ImageInfo[] {
  return [...install.images, ...boot.images];
}

function factsOf(images: readonly ImageInfo[]): string {
  return JSON.stringify(images.map(({ index, name, currentBuild, ubr, servicingStack, winre }) => ({ index, name, currentBuild, ubr, servicingStack, winre: winre !== undefined })));
}

const orphanPatienceMs = 15_000;

/** Processes of a case that are still there some time after its end. */
async function orphansOf(configuration: string): Promise<string[]> {
  const deadline = Date.now() + orphanPatienceMs;
  for (;;) {
    const found = processesWith(configuration);
    if (found.length === 0 || Date.now() > deadline) return found.map(({ pid, command }) => `${pid} ${command}`);
    await sleep(50);
  }
}

/** Processes that have the configuration in their environment, but for this one. */
function processesWith(configuration: string): { pid: number; command: string }[] {
  return readdirSync('/proc').filter((name) => /^\d+$/u.test(name) && Number(name) !== process.pid).flatMap((name) => {
    try {
      if (!readFileSync(`/proc/${name}/environ`, 'utf8').split('\0').includes(`${rehearsalVariable}=${configuration}`)) return [];
      return [{ pid: Number(name), command: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 200) }];
    } catch {
      return [];
    }
  });
}

/** Ends what a case has left, so that it cannot disturb the next one. */
export function clear(folder: string, configuration: string): void {
  for (const { pid } of processesWith(configuration)) kill(pid);
  for (const line of mountsBelow(folder)) {
    try {
      execFileSync('umount', ['--lazy', line.split(' ')[1] ?? ''], { stdio: 'pipe' });
    } catch {
      // It went with its process.
    }
  }
}
