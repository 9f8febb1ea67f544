import type { Step } from '../../src/schema/plan.js';
import type { StepCost } from './durations.js';
import type { Capacity } from './simulate.js';

/** What of a schedule no order of work can beat, in seconds. */
export interface Bounds {
  /** The longest chain of steps that need each other. */
  readonly criticalPath: number;
  /** All work shared by the sessions without a gap. */
  readonly work: number;
  /** The scarcest resource in use all the time; 0 where nothing contends. */
  readonly resources: number;
  /** Steps that exclude each other, from the moment at which the first of them can begin. */
  readonly exclusive: number;
  readonly lowest: number;
}

/** A step as far as bounds go. */
export interface BoundedStep {
  readonly id: string;
  /** Steps before it in the list that must be done first. */
  readonly needs: readonly string[];
  readonly cost: Pick<StepCost, 'seconds' | 'uses'>;
  /** Steps of the same name run one at a time. */
  readonly excludes?: string;
}

export function boundsOf(steps: readonly BoundedStep[], sessions: number, capacity: Capacity = {}): Bounds {
  const ends = new Map<string, number>();
  const demand = new Map<string, number>();
  const exclusive = new Map<string, { first: number; sum: number }>();
  let work = 0;
  for (const { id, needs, cost, excludes } of steps) {
    const start = Math.max(0, ...needs.map((need) => ends.get(need) ?? 0));
    ends.set(id, start + cost.seconds);
    work += cost.seconds;
    for (const [name, share] of Object.entries(cost.uses)) demand.set(name, (demand.get(name) ?? 0) + share * cost.seconds);
    if (excludes === undefined) continue;
    const before = exclusive.get(excludes) ?? { first: Infinity, sum: 0 };
    exclusive.set(excludes, { first: Math.min(before.first, start), sum: before.sum + cost.seconds });
  }
  const bounds = {
    criticalPath: Math.max(0, ...ends.values()),
    work: work / sessions,
    resources: Math.max(0, ...Object.entries(capacity).map(([name, most]) => (demand.get(name) ?? 0) / most)),
    exclusive: Math.max(0, ...[...exclusive.values()].map(({ first, sum }) => first + sum)),
  };
  return { ...bounds, lowest: Math.max(...Object.values(bounds)) };
}

/** The steps of a plan in the plan's own graph. */
export function ownGraph(steps: readonly Step[], cost: (step: Step) => StepCost): BoundedStep[] {
  return steps.map((step) => ({ id: step.id, needs: step.needs, cost: cost(step) }));
}

/**
 * The same work with only those needs that nobody can do without, whatever his plan looks like. What changes one image is
 * done one after the other. A winre.wim comes out of a mounted image, is serviced, and is back in every image that had it before that
 * is saved, at any time. An image is exported once it is saved, and one WIM is written by one export at a time, in any
 * order. What images offer to the media goes there when it is known. Copying images into private WIMs is a way of
 * working, not work, and is not in here.
 */
export function necessaryGraph(steps: readonly Step[], cost: (step: Step) => StepCost): BoundedStep[] {
  const graph: BoundedStep[] = [];
  const last = new Map<string, string>();
  const mounts = new Map<string, string>();
  const puts = new Map<string, string>();
  const idOf = (action: Step['do']['action'], target: string): string[] => steps.filter((step) => step.do.action === action && step.target === target).map(({ id }) => id);
  for (const step of [...steps].sort((a, b) => rank(a) - rank(b))) {
    const { id, target, do: action } = step;
    const before = last.get(target);
    const add = (needs: readonly (string | undefined)[], excludes?: string): void => {
      graph.push({ id, needs: needs.filter((need) => need !== undefined), cost: cost(step), ...(excludes === undefined ? {} : { excludes }) });
    };
    switch (action.action) {
      case 'export-source': continue;
      case 'put-winre':
        puts.set(target, id);
        add([mounts.get(target), last.get(action.winre)]);
        continue;
      case 'mount':
        mounts.set(target, id);
        add(steps.filter((other) => other.do.action === 'take-winre' && other.do.winre === target).map((other) => other.id));
        break;
      case 'save': add([before, puts.get(target)]); break;
      case 'assemble-image': case 'keep-image': add([before], action.wim); break;
      case 'apply-files': add([...idOf('copy-media', 'media'), ...action.targets.flatMap((offering) => steps.filter((other) => other.target === offering && other.do.action.startsWith('collect-')).map((other) => other.id))]); break;
      case 'split-image': case 'write-iso': add(steps.filter((other) => other.do.action === 'assemble-image' || other.do.action === 'keep-image').map((other) => other.id)); break;
      default: add([before]);
    }
    last.set(target, id);
  }
  return graph;
}

/** Needs come before what needs them: a winre is taken from an edition, and goes into all of them before they are saved. */
function rank({ target, do: { action } }: Step): number {
  if (action === 'put-winre') return 2;
  if (action === 'save' || action === 'assemble-image' || action === 'keep-image') return target.startsWith('winre') ? 1 : 3;
  if (action === 'apply-files' || action === 'split-image' || action === 'write-iso') return 4;
  return target.startsWith('winre') ? 1 : 0;
}
