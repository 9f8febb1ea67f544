import { basename, dirname, join } from 'node:path';
import type { RunEvent } from '../../src/index.js';
import { Workspace } from '../../src/run/workspace.js';
import type { Fault as RehearsalFault } from '../support/lab-suite.js';
import type { Fault, StepFacts, World } from './fault-case.js';
import { damage, kill } from './harm.js';
import type { SmallDisk } from './harm.js';

/** How a fault of one step comes about: by the rehearsal, by a deadline, by what is done when an event happens. */
export interface Injection {
  readonly faults: readonly RehearsalFault[];
  readonly timeouts: Readonly<Record<string, number>>;
  onEvent(event: RunEvent): void;
  /** Nothing happens any more. */
  stop(): void;
}

/** @param disk the volume that the run works on, for a fault that fills it up */
export function injectionOf(fault: Fault, world: World, disk: SmallDisk | undefined): Injection {
  const step = 'step' in fault ? world.steps.find(({ id }) => id === fault.step) : undefined;
  if (step === undefined) return quiet;
  switch (fault.kind) {
    case 'error': return { ...quiet, faults: [{ ...callOf(fault.cmdlet, step), then: 'fail', hresult: fault.hresult, ...(fault.once ? { call: 1 } : {}) }] };
    case 'surprise': return { ...quiet, faults: [{ ...callOf(fault.cmdlet, step), then: fault.then }] };
    case 'die': return { ...quiet, faults: [{ ...callOf(fault.cmdlet, step), then: 'die' }] };
    case 'hang': return { ...quiet, faults: [{ ...callOf(fault.cmdlet, step), then: 'hang' }], timeouts: { [fault.cmdlet]: shortDeadline(fault.cmdlet, world) } };
    case 'kill-session': return killing(step, fault.late);
    case 'damage-image': return when((event) => event.type === 'step-finished' && event.step === step.id, (workspace) => { damage(wimOf(step, workspace), fault.place); });
    case 'disk-full': return when((event) => event.type === 'step-started' && event.step === step.id, () => { disk?.fill(fault.slackKiB); });
    default: return quiet;
  }
}

const quiet: Injection = { faults: [], timeouts: {}, onEvent: () => undefined, stop: () => undefined };

/** A call is known by the log of its step, which it gets as a parameter. */
function callOf(cmdlet: string, step: StepFacts): { cmdlet: string; match: string } {
  return { cmdlet, match: basename(new Workspace('/', 'run').stepLog(step.position, step.id)) };
}

/** Seconds that every undisturbed call of the cmdlet stays below, on a busy machine too. */
function shortDeadline(cmdlet: string, world: World): number {
  return 2 + Math.ceil(3 * Math.max(...world.steps.filter(({ cmdlets }) => cmdlets.includes(cmdlet)).map(({ seconds }) => seconds)));
}

function when(meets: (event: RunEvent) => boolean, act: (workspace: Workspace) => void): Injection {
  let workspace: Workspace | undefined;
  return {
    ...quiet,
    onEvent(event) {
      if (event.type === 'run-started') workspace = new Workspace(dirname(event.workspace), basename(event.workspace));
      if (workspace !== undefined && meets(event)) act(workspace);
    },
  };
}

function killing(step: StepFacts, late: number): Injection {
  const sessions: number[] = [];
  let timer: NodeJS.Timeout | undefined;
  return {
    ...quiet,
    onEvent(event) {
      if (event.type === 'session-opened') sessions.push(event.pid);
      if (event.type !== 'step-started' || event.step !== step.id) return;
      timer = setTimeout(() => { for (const pid of sessions) kill(pid); }, late * step.seconds * 1000);
    },
    stop() { clearTimeout(timer); },
  };
}

/** The WIM that a step leaves behind. */
function wimOf({ action, target }: StepFacts, workspace: Workspace): string {
  if (action === 'assemble-image') return join(workspace.media, 'sources', target.startsWith('boot') ? 'boot.wim' : 'install.wim');
  const places = workspace.target(action === 'take-winre' ? 'winre' : target);
  return action === 'export-target' ? places.exported : places.wim;
}
