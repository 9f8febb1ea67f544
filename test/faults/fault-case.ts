import type { Action, Step, TargetId } from '../../src/index.js';
import { Random } from './random.js';

/** What of a step decides which faults it can meet. */
export interface StepFacts {
  readonly id: string;
  readonly target: TargetId;
  readonly action: Action['action'];
  /** Place in the plan from 1, which names the step's log. */
  readonly position: number;
  /** How long it took in the undisturbed run. */
  readonly seconds: number;
  /** Cmdlets that it calls, the one that does the work first. */
  readonly cmdlets: readonly string[];
}

/** The run that is disturbed: steps of its plan, targets whose results are kept, error codes that a cmdlet can end with. */
export interface World {
  readonly build: number;
  readonly steps: readonly StepFacts[];
  readonly cached: readonly string[];
  readonly hresults: readonly string[];
  /** Codes with which a dismount is tried again, for minutes. */
  readonly waitedFor: readonly string[];
}

/** When something happens to the whole program: some way into a step, or right after a phase began. */
export type Moment =
  | { readonly at: 'step'; readonly step: string; /** 0 to 1 of the time that the step usually takes. */ readonly late: number }
  | { readonly at: 'phase'; readonly phase: Phase; /** Milliseconds after its beginning. */ readonly late: number };
type Phase = (typeof phases)[number];
const phases = ['scan', 'preflight', 'run', 'verify', 'report', 'publish'] as const;

export type Surprise = 'pretend' | 'pending' | 'extra' | 'renumber' | 'stackOnly';
export type CacheDamage = 'flip' | 'cut' | 'gone' | 'entry';

/** One thing that goes wrong. */
export type Fault =
  | { readonly kind: 'error'; readonly step: string; readonly cmdlet: string; readonly hresult: string; /** Only the first call fails. */ readonly once: boolean }
  | { readonly kind: 'surprise'; readonly step: string; readonly cmdlet: string; readonly then: Surprise }
  | { readonly kind: 'die' | 'hang'; readonly step: string; readonly cmdlet: string }
  | { readonly kind: 'kill-session'; readonly step: string; readonly late: number }
  | { readonly kind: 'disk-full'; readonly step: string; /** What is still free then. */ readonly slackKiB: number }
  | { readonly kind: 'damage-image'; readonly step: string; /** Place in the file, 0 to 1. */ readonly place: number }
  | { readonly kind: 'damage-cache'; /** Or a file of the media. */ readonly target: string; readonly how: CacheDamage; readonly place: number }
  | { readonly kind: 'kill-tool' | 'interrupt-twice'; readonly moment: Moment }
  | { readonly kind: 'interrupt'; readonly moment: Moment; /** The sessions get it too, as from a terminal. */ readonly group: boolean };
export type FaultKind = Fault['kind'];

/** A fault, and what is done after it. */
export interface FaultCase {
  readonly seed: number;
  readonly build: number;
  readonly fault: Fault;
  readonly parallel: 1 | 2;
  /** The same command again, `resume`, or `clean` and then the same command. */
  readonly after: 'again' | 'resume' | 'clean';
}

const weights: Readonly<Record<FaultKind, number>> = {
  'error': 5, 'surprise': 3, 'die': 2, 'hang': 1, 'kill-session': 3, 'disk-full': 2, 'damage-image': 3, 'damage-cache': 2,
  'kill-tool': 4, 'interrupt': 3, 'interrupt-twice': 1,
};
export const faultKinds = Object.keys(weights) as FaultKind[];

/** Actions that leave a WIM behind, which can be damaged right after. */
const makesImage = new Set<Action['action']>(['export-source', 'take-winre', 'save', 'export-target', 'assemble-image']);
/** Actions whose result is no part of a target's kept result. */
const afterTargets = new Set<Action['action']>(['copy-media', 'assemble-image', 'keep-image', 'expand-update', 'apply-files']);

/** The case of a seed: equal seeds give equal cases in equal worlds. */
export function caseOf(seed: number, worlds: readonly World[], kinds: readonly FaultKind[] = faultKinds): FaultCase {
  const random = new Random(seed);
  // The older generation comes first and is much quicker.
  const world = worlds.length > 1 && random.percent(20) ? random.pick(worlds.slice(1)) : worlds[0];
  if (world === undefined) throw new Error('There is no world to disturb');
  const parallel = random.percent(25) ? 2 : 1;
  const after = random.percent(60) ? 'again' : random.percent(60) ? 'resume' : 'clean';
  return { seed, build: world.build, fault: faultOf(random.weighted(weights, kinds), random, world), parallel, after };
}

function faultOf(kind: FaultKind, random: Random, world: World): Fault {
  switch (kind) {
    case 'error': return errorOf(random, world);
    case 'surprise': return surpriseOf(random, world);
    case 'die':
    case 'hang': return { kind, ...callOf(random, world) };
    case 'kill-session': return { kind, step: random.pick(world.steps).id, late: random.fraction() };
    case 'disk-full': return { kind, step: random.pick(world.steps).id, slackKiB: random.percent(50) ? 0 : Math.floor(random.fraction() * 2048) };
    case 'damage-image': return { kind, step: random.pick(world.steps.filter((step) => makesImage.has(step.action))).id, place: random.fraction() };
    case 'damage-cache': return { kind, target: random.pick(world.cached), how: random.pick(['flip', 'cut', 'gone', 'entry']), place: random.fraction() };
    case 'kill-tool':
    case 'interrupt-twice': return { kind, moment: momentOf(random, world) };
    case 'interrupt': return { kind, moment: momentOf(random, world), group: random.percent(50) };
  }
}

function errorOf(random: Random, world: World): Fault {
  const call = callOf(random, world);
  const hresult = random.pick(world.hresults);
  const waits = call.cmdlet === 'Dismount-WindowsImage' && world.waitedFor.includes(hresult);
  return { kind: 'error', ...call, hresult, once: random.percent(25) || waits };
}

/** A call of a step: mostly the one that does its work, else one that looks what was done. */
function callOf(random: Random, world: World): { step: string; cmdlet: string } {
  const step = random.pick(world.steps.filter(({ cmdlets }) => cmdlets.length > 0));
  return { step: step.id, cmdlet: random.percent(70) ? step.cmdlets[0] ?? '' : random.pick(step.cmdlets) };
}

function surpriseOf(random: Random, world: World): Fault {
  const step = random.pick(world.steps.filter(({ cmdlets }) => cmdlets.length > 0));
  const then = step.action === 'add-package' ? random.pick(['pretend', 'pending', 'extra', 'renumber', 'stackOnly'] as const) : 'pretend';
  return { kind: 'surprise', step: step.id, cmdlet: step.cmdlets[0] ?? '', then };
}

function momentOf(random: Random, world: World): Moment {
  if (random.percent(25)) return { at: 'phase', phase: random.pick(phases), late: Math.floor(random.fraction() * 400) };
  return { at: 'step', step: random.pick(world.steps).id, late: random.fraction() };
}

/** The step that a fault is about, where there is one. */
export function stepOf(fault: Fault): string | undefined {
  if ('step' in fault) return fault.step;
  return 'moment' in fault && fault.moment.at === 'step' ? fault.moment.step : undefined;
}

/** Targets whose kept results must go, so that the fault's step is done at all. */
export function targetsToRedo(fault: Fault, world: World): TargetId[] {
  const step = world.steps.find(({ id }) => id === stepOf(fault));
  return step === undefined || afterTargets.has(step.action) ? [] : [step.target];
}

/** Seeds from the first one on in rounds: each kind once, then each kind again. */
export function seedsCovering(first: number, rounds: number, worlds: readonly World[], kinds: readonly FaultKind[] = faultKinds): number[] {
  const seeds: number[] = [];
  for (let seed = first, round = 0; round < rounds; round++) {
    for (const left = new Set(kinds); left.size > 0; seed++) {
      if (left.delete(caseOf(seed, worlds, kinds).fault.kind)) seeds.push(seed);
    }
  }
  return seeds;
}

const ownCmdlet: Partial<Record<Action['action'], string>> = {
  'export-source': 'Export-WindowsImage', 'export-target': 'Export-WindowsImage', 'assemble-image': 'Export-WindowsImage',
  'mount': 'Mount-WindowsImage', 'save': 'Dismount-WindowsImage', 'add-package': 'Add-WindowsPackage',
  'cleanup': 'Repair-WindowsImage', 'enable-feature': 'Enable-WindowsOptionalFeature',
};

/** Cmdlets that a step calls: first the one that does its work, then those that look. */
export function cmdletsOf({ do: { action }, expects }: Step): string[] {
  const own = ownCmdlet[action];
  if (own === undefined) return [];
  return [own, ...(expects?.packages === undefined ? [] : ['Get-WindowsPackage']), ...(expects?.feature === undefined ? [] : ['Get-WindowsOptionalFeature'])];
}
