import type { SessionPool } from '../powershell/pool.js';
import type { Backend } from '../schema/common.js';
import type { InputInfo } from '../schema/inputs.js';
import type { Plan, Step, TargetId } from '../schema/plan.js';
import type { StepResult } from '../schema/result.js';
import type { UpdateInfo } from '../schema/update.js';
import type { TargetCache } from './cache/target-cache.js';
import type { EventStream } from './event-stream.js';
import type { RunMeasures } from './measures.js';
import type { OriginalMedia } from './original-media.js';
import type { Workspace } from './workspace.js';

/** What a run works with; the same for all its steps. */
export interface RunContext {
  readonly plan: Plan;
  readonly backend: Backend;
  /** The original media, a folder or an ISO file; read only. */
  readonly media: string;
  /** The same for steps that need files of it. */
  readonly original: OriginalMedia;
  /** SHA-256 of an update → the update. */
  readonly updates: ReadonlyMap<string, UpdateInfo>;
  /** SHA-256 of an input → the input. */
  readonly inputs: ReadonlyMap<string, InputInfo>;
  /** Throws where an update's file is not what was scanned. */
  readonly confirmUpdate: (update: UpdateInfo) => Promise<void>;
  readonly workspace: Workspace;
  /** Results of earlier runs; undefined where they are not wanted. */
  readonly cache: TargetCache | undefined;
  readonly pool: SessionPool;
  /** Measured seconds of steps by id, in place of the plan's estimates. */
  readonly seconds: ReadonlyMap<string, number>;
  /** Steps at once, which is also the size of the pool. */
  readonly parallel: number;
  readonly events: EventStream;
  readonly signal: AbortSignal;
  /** Seconds per cmdlet, over the client's own deadlines. */
  readonly timeouts: Readonly<Record<string, number>>;
  /** Open mounts by target, so that a failure can discard them. */
  readonly mounts: Map<TargetId, string>;
  /** Files that targets offer to the media, by target. */
  readonly offered: Map<TargetId, OfferedFile[]>;
  /** What it takes of the computer. */
  readonly measures: RunMeasures;
  /** Results so far, by step. */
  readonly results: Map<string, StepResult>;
}

/** A file that a target offers to the media, captured before its image was dismounted. */
export interface OfferedFile {
  /** Path within the media. */
  readonly path: string;
  /** Why the rule takes it, for the report. */
  readonly reason: string;
  /** The media may lack it. */
  readonly adds?: boolean;
}

/** One step with its place in the plan. */
export interface RunningStep {
  readonly step: Step;
  readonly position: number;
  readonly logPath: string;
}

/** The folder that a target's image is mounted at. */
export function mountOf(context: RunContext, target: TargetId): string {
  const path = context.mounts.get(target);
  if (path === undefined) throw new Error(`Target ${target} is not mounted`);
  return path;
}
