import type { ImageInfo, MediaInfo } from '../../src/schema/media.js';
import type { Plan, Target } from '../../src/schema/plan.js';
import type { ServicingResult, StepResult } from '../../src/schema/result.js';
import { sampleMedia, samplePlan, sampleResult } from './sample-result.js';

const start = Date.UTC(2026, 10, 24, 9);

/** The steps of the sample plan as two sessions did them, with a wait between. */
export function timedSteps(plan: Plan = samplePlan()): StepResult[] {
  return plan.steps.map((step, at): StepResult => {
    const startedAt = new Date(start + at * 45_000).toISOString();
    return {
      id: step.id, target: step.target, title: step.title, recipeStep: step.recipeStep, status: step.when === undefined ? 'done' : 'skipped', startedAt, durationMs: 61_000,
      facts: ['build 17134.165'], logPath: `/out/logs/dism/00${at}-step.log`, sessions: [{ pid: 100 + (at % 2), startedAt, durationMs: 60_000 }],
    };
  });
}

/** A result with all that a report can show. */
export function fullResult(changes: Partial<ServicingResult> = {}): ServicingResult {
  const enrich = (media: MediaInfo, ubr: number): MediaInfo => {
    for (const image of [...media.install.images, ...media.boot.images]) {
      Object.assign(image, {
        packages: ['Foundation', 'Base', `RollupFix-${ubr}`], features: { NetFx3: ubr === 1 ? 'Disabled' : 'Enabled', TelnetClient: 'Disabled' }, servicingStack: `10.0.17134.${ubr}`, editionId: 'Core',
        winre: { path: 'Windows/System32/Recovery/winre.wim', size: 400_000_000, sha1: 'c'.repeat(40), build: { build: 17134, ubr } },
      });
    }
    return media;
  };
  return sampleResult({
    before: enrich(sampleMedia(1), 1), after: enrich(sampleMedia(165), 165), steps: timedSteps(), measures: { disk: { freeAtStart: 9e10, leastFree: 6e10 }, peakMemory: 1.5e8 },
    warnings: ['The workspace is on a slow disk'],
    checks: Array.from({ length: 20 }, (_, at) => ({ id: at < 10 ? `kind-${at}-install:1` : `kind-${at}`, title: `Check ${at}`, ok: true, evidence: 'one thing that was seen; '.repeat(6) })),
    ...changes,
  });
}

/** The same, failed. */
export function failedResult(): ServicingResult {
  const error = {
    code: 'servicing', message: 'The source files could not be found', hresult: '0x800f081f', symbol: 'CBS_E_SOURCE_MISSING', target: 'install:1', step: 'install:1/add-ssu',
    logPath: '/out.work/k3x9qa/out/logs/dism/002-step.log', advice: 'Give the sources\\sxs folder of media of the same build.', details: ['DISM said: no'],
  };
  const { output: _output, after: _after, ...rest } = fullResult();
  return {
    ...rest, status: 'failed', checks: [], verdicts: [], errors: [error],
    steps: timedSteps().map((step, at): StepResult => (at < 2 ? step : at === 2 ? { ...step, status: 'failed', error } : { ...step, status: 'not-run', facts: [] })),
  };
}

/** Eleven editions with as many packages as real Windows has, in each. */
export function largeResult(packages = 5000): ServicingResult {
  const plan = samplePlan();
  const editions = (media: MediaInfo, more: readonly string[]): MediaInfo => {
    const names = Array.from({ length: packages }, (_, at) => `Microsoft-Windows-Component-${at}-Package~31bf3856ad364e35~amd64~~10.0.17134.1`);
    const first = media.install.images[0] as ImageInfo;
    media.install.images = Array.from({ length: 11 }, (_, at) => ({ ...first, index: at + 1, name: `Windows 10 edition ${at + 1}`, packages: [...names, ...more] }));
    return media;
  };
  const first = plan.targets[0] as Target;
  plan.targets = [
    ...Array.from({ length: 11 }, (_, at): Target => ({ ...first, id: `install:${at + 1}`, title: `Windows 10 edition ${at + 1}`, source: { kind: 'wim', wim: 'sources/install.wim', index: at + 1, identity: '1'.repeat(64) } })),
    ...plan.targets.slice(1),
  ];
  const warnings = Array.from({ length: 1000 }, (_, at) => `Warning ${at} of a run with 100,000 lines of log`);
  return fullResult({ plan, before: editions(sampleMedia(1), []), after: editions(sampleMedia(165), ['Package_for_RollupFix~31bf3856ad364e35~amd64~~17134.165.1.1']), warnings });
}

/** Names that want to be markup, or to hide, in every text of a result. */
export function hostileResult(names: readonly string[]): ServicingResult {
  const result = fullResult();
  const [first = '', second = '', third = '', fourth = ''] = names;
  result.plan.updates.forEach((update, at) => { Object.assign(update, { file: names[at % names.length], reason: names.join(' '), identity: first, kb: second }); });
  for (const media of [result.before, result.after]) for (const image of media?.install.images ?? []) Object.assign(image, { name: fourth, editionId: third, packages: [...names], features: { [first]: second } });
  for (const target of result.plan.targets) target.title = third;
  return {
    ...result, warnings: [...names], changedFiles: names.map((path) => ({ path, reason: first })), errors: names.map((message) => ({ code: 'servicing', message, advice: message, logPath: message, details: [message] })),
    checks: names.map((title, at) => ({ id: `x-${at}`, title, ok: at % 2 === 0, evidence: title })), verdicts: names.map((title) => ({ use: 'boot' as const, title, ok: false, reasons: [title] })),
    steps: result.steps.map((step, at) => ({ ...step, title: names[at % names.length] ?? '', facts: [...names], reason: first, logPath: `/out/logs/dism/${second}` })), runId: second, workspace: first,
  };
}
