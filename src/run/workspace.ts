import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeFolder } from '../files/make-folder.js';
import type { TargetId } from '../schema/plan.js';

/** Where one run keeps what it works on. Everything is below one short folder, on the volume of the output. */
export class Workspace {
  readonly runId: string;
  /** `<workspace>/<run id>` */
  readonly root: string;
  /** Becomes the output folder when everything is done and checked. */
  readonly staging: string;
  readonly media: string;
  readonly logs: string;
  readonly journal: string;
  readonly scratch: string;
  /** What DISM needs of an ISO file. */
  readonly original: string;
  /** Files of the media that an earlier run has put together, until the step that would do so puts them into their place. */
  readonly kept: string;
  /** Parts of a WIM that is too large for the ISO file. */
  readonly isoParts: string;

  /** @param media where steps find the media as it is so far; default: in the staging folder */
  constructor(base: string, runId: string, { media }: { media?: string } = {}) {
    this.runId = runId;
    this.root = join(base, runId);
    this.staging = join(this.root, 'out');
    this.media = media ?? join(this.staging, 'media');
    this.logs = join(this.staging, 'logs');
    this.journal = join(this.root, 'journal.ndjson');
    this.scratch = join(this.root, 'scratch');
    this.original = join(this.root, 'original');
    this.kept = join(this.root, 'kept');
    this.isoParts = join(this.root, 'iso');
  }

  /** Makes the run's folders. */
  async create(): Promise<void> {
    await makeFolder(this.root);
    // By its journal a run folder is known, however soon its run may be killed.
    await writeFile(this.journal, '');
    for (const folder of [this.media, this.logs, this.scratch]) await makeFolder(folder);
  }

  /** A target's private places. */
  target(id: TargetId): TargetPlaces {
    const folder = join(this.root, id.replace(':', ''));
    return { folder, wim: join(folder, 'image.wim'), exported: join(folder, 'export.wim'), kept: join(folder, 'kept.wim'), mount: join(folder, 'mount'), files: join(folder, 'files') };
  }

  /** What DISM writes, a file a step. */
  get dismLogs(): string {
    return join(this.logs, 'dism');
  }

  /** DISM log of a step: one file each, because DISM keeps one backup of its log and overwrites it. */
  stepLog(position: number, stepId: string): string {
    return join(this.dismLogs, `${String(position).padStart(3, '0')}-${stepId.replace(/[:/]/gu, '-')}.log`);
  }

  /** Scratch folder of a step; sessions that share one collide. */
  stepScratch(stepId: string): string {
    return join(this.scratch, stepId.replace(/[:/]/gu, '-'));
  }
}

export interface TargetPlaces {
  readonly folder: string;
  /** The private WIM that is mounted and serviced. */
  readonly wim: string;
  /** The shrunk export of a target that another target consumes. */
  readonly exported: string;
  /** The image of an earlier run that the private WIM begins as; read only. */
  readonly kept: string;
  readonly mount: string;
  /** Files that the target offers to the media, by media path. */
  readonly files: string;
}

/** The default workspace: a short folder beside the output, so that publishing is a rename. */
export function defaultWorkspace(output: string): string {
  return join(dirname(resolve(output)), '.offline-servicing');
}

/** Where results of targets are kept unless told otherwise: on the workspace's volume, so that keeping one costs a link. */
export function defaultCache(base: string): string {
  return join(base, 'cache');
}

/** Six characters without look-alikes; enough to tell the runs of a workspace apart. */
export function newRunId(): string {
  const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';
  return [...randomBytes(6)].map((byte) => alphabet[byte % alphabet.length]).join('');
}
