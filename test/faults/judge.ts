import type { ErrorReport } from '../../src/index.js';
import type { FaultCase } from './fault-case.js';

/** How a run ended, as its caller saw it. */
export type Ending =
  | { readonly how: 'done' }
  | { readonly how: 'killed' }
  | { readonly how: 'failed'; readonly error: ErrorReport; readonly exitCode: number; /** The error's log is there. */ readonly hasLog: boolean };

/** What can be seen on the disk and among the processes after a run. */
export interface Scene {
  /** Undefined where there is no output; else what is wrong with it. */
  readonly output: readonly string[] | undefined;
  readonly mounts: readonly string[];
  readonly orphans: readonly string[];
  readonly originalsSame: boolean;
  /** Files that should have gone with the run. */
  readonly leftovers: readonly string[];
}

/** A case as it went. */
export interface Observation {
  readonly case: FaultCase;
  readonly first: Ending;
  readonly afterFirst: Scene;
  /** Undefined where the first run was done. */
  readonly second?: Ending;
  readonly afterSecond?: Scene;
}

/** Where a run may end well although something failed: it was tried again, or the fault met nothing. */
const mayEndWell: Readonly<Record<FaultCase['fault']['kind'], boolean>> = {
  'error': false, 'surprise': true, 'die': false, 'hang': false, 'kill-session': true, 'disk-full': true, 'damage-image': true,
  'damage-cache': true, 'kill-tool': true, 'interrupt': true, 'interrupt-twice': true,
};

/** Errors that say nothing new to somebody who reads their code. */
const needNoAdvice = new Set(['cancelled']);

/** What the case shows to be wrong; nothing when it was survived. */
export function judge(seen: Observation): string[] {
  const { first, afterFirst, second, afterSecond } = seen;
  const wrong = [...judgeFirst(seen), ...judgeScene(afterFirst, first).map((line) => `after the fault: ${line}`)];
  if (first.how === 'done') return wrong;
  if (second === undefined || afterSecond === undefined) return [...wrong, 'nothing was run after the fault'];
  if (wasOver(seen)) return wrong;
  if (second.how !== 'done') wrong.push(`the next run ${describe(second)}`);
  return [...wrong, ...judgeScene(afterSecond, second).map((line) => `after the next run: ${line}`)];
}

/** Killed when all was done and its folder gone: nothing tells that run from one that ended, so that its output is in the way. */
function wasOver({ first, afterFirst, second, afterSecond }: Observation): boolean {
  return first.how === 'killed' && afterFirst.output?.length === 0
    && second?.how === 'failed' && second.error.code === 'output-exists' && afterSecond?.leftovers.length === 0;
}

function judgeFirst({ case: { fault }, first }: Observation): string[] {
  switch (first.how) {
    case 'done': return mayEndWell[fault.kind] || (fault.kind === 'error' && fault.once) ? [] : ['the run went well, although the fault was there'];
    case 'killed': return fault.kind === 'kill-tool' || fault.kind === 'interrupt-twice' ? [] : ['the program ended without a word'];
    case 'failed': return fault.kind === 'damage-cache' ? [`a damaged result ended the run: ${describe(first)}`] : judgeError(fault, first);
  }
}

function judgeError(fault: FaultCase['fault'], { error, exitCode, hasLog }: Extract<Ending, { how: 'failed' }>): string[] {
  const wrong: string[] = [];
  const say = (condition: boolean, line: string): void => { if (condition) wrong.push(`${line}: ${JSON.stringify(error)}`); };
  const interrupted = fault.kind === 'interrupt' || fault.kind === 'interrupt-twice';
  say(error.code === 'internal', 'the error is one of the program');
  say(error.code === 'cleanup', 'mounts could not be discarded');
  say(error.advice === undefined && !needNoAdvice.has(error.code), 'the error has no advice');
  say(interrupted !== (exitCode === 130), `exit code ${exitCode}`);
  say(!hasLog, 'the log that the error names is not there');
  // A full disk may be met first between two steps.
  if ('step' in fault && !['damage-image', 'disk-full'].includes(fault.kind) && error.code !== 'verification') {
    say(error.step === undefined || error.target === undefined, 'the error names no step or target');
  }
  if ('cmdlet' in fault && fault.kind !== 'surprise') say(error.step !== undefined && error.step !== fault.step, `the error names another step than ${fault.step}`);
  if (fault.kind === 'error') say(error.code !== 'servicing' || error.hresult !== fault.hresult, `not the error ${fault.hresult} that was thrown`);
  if (fault.kind === 'disk-full') say(error.code !== 'disk-space', 'not the error of a full disk');
  if (fault.kind === 'die' || fault.kind === 'hang' || fault.kind === 'kill-session') say(error.code !== 'session', 'not the error of a lost session');
  return wrong;
}

function judgeScene(scene: Scene, ending: Ending): string[] {
  const wrong = scene.originalsSame ? [] : ['the originals were changed'];
  if (scene.output === undefined && ending.how === 'done') wrong.push('there is no output');
  if (scene.output !== undefined && ending.how === 'failed') wrong.push('there is an output of a run that failed');
  wrong.push(...(scene.output ?? []).map((line) => `the output: ${line}`));
  // Who is killed can clean up nothing; the next run does.
  if (ending.how === 'killed') return wrong;
  wrong.push(...scene.mounts.map((path) => `still mounted: ${path}`), ...scene.orphans.map((line) => `still running: ${line}`));
  if (ending.how === 'done') wrong.push(...scene.leftovers.map((path) => `left over: ${path}`));
  return wrong;
}

function describe(ending: Ending): string {
  return ending.how === 'failed' ? `failed with ${JSON.stringify(ending.error)}` : ending.how;
}
