import type { RunEvent, RunEventBody } from '../../src/schema/event.js';
import type { ImageInfo, MediaInfo } from '../../src/schema/media.js';
import type { Plan, Step } from '../../src/schema/plan.js';
import { servicingRequestSchema } from '../../src/schema/request.js';
import type { ServicingResult } from '../../src/schema/result.js';

const sha256 = (digit: string): string => digit.repeat(64);

function image(index: number, name: string, ubr: number): ImageInfo {
  return {
    index, name, description: name, languages: ['en-US'], size: 1_000_000, directoryCount: 10, fileCount: 100,
    version: { major: 10, minor: 0, build: 17134, spBuild: 1, spLevel: 0 }, ubr, identity: sha256('1'), rehearsed: true,
  };
}

/** Media of build 17134 with two editions and two boot images. */
export function sampleMedia(ubr = 1): MediaInfo {
  const wim = { format: 'wim', compression: 'lzx', size: 5_000_000, bootIndex: 0, partNumber: 1, totalParts: 1 } as const;
  return {
    schemaVersion: 1, path: '/media/win10', architecture: 'x64', build: 17134, rehearsed: true, fileCount: 40, totalBytes: 9_000_000, stamp: 'e'.repeat(64),
    install: { ...wim, path: 'sources/install.wim', images: [image(1, 'Windows 10 Home', ubr), image(2, 'Windows 10 Pro', ubr)] },
    boot: { ...wim, path: 'sources/boot.wim', bootIndex: 2, images: [image(1, 'Windows PE', ubr), image(2, 'Windows Setup', ubr)] },
  };
}

function step(id: string, target: string, title: string, recipeStep: string, needs: string[], rest: Partial<Step> & Pick<Step, 'do'>): Step {
  return { id, target, title, recipeStep, needs, estimateSeconds: 60, ...rest };
}

/** A small plan with every feature that a renderer has to show. */
export function samplePlan(): Plan {
  return {
    schemaVersion: 1,
    recipe: { name: 'classic', version: 1, reason: 'build 17134 is older than 19041' },
    media: { build: 17134, architecture: 'x64', rehearsed: true },
    updates: [
      { file: 'ssu.msu', sha256: sha256('a'), kind: 'servicingStack', kb: 'KB4338853', identity: 'Package_for_KB4338853', taken: true, targets: ['install:1', 'boot:1'], reason: 'newest servicing stack' },
      { file: 'old.msu', sha256: sha256('b'), kind: 'cumulative', identity: 'Package_for_RollupFix', taken: false, targets: [], reason: 'superseded by lcu.msu' },
    ],
    targets: [
      { id: 'install:1', title: 'Windows 10 Home', source: { kind: 'wim', wim: 'sources/install.wim', index: 1, identity: sha256('1') }, consumes: [], before: { build: 17134, ubr: 1 }, expectedBuild: { build: 17134, ubr: 165 }, digest: sha256('2') },
      { id: 'boot:1', title: 'Windows PE', source: { kind: 'wim', wim: 'sources/boot.wim', index: 1, identity: sha256('1') }, consumes: [], before: { build: 17134, ubr: 1 }, expectedBuild: { build: 17134, ubr: 165 }, digest: sha256('3') },
      { id: 'media', title: 'Media', source: { kind: 'media' }, consumes: ['install:1', 'boot:1'], digest: sha256('4') },
    ],
    steps: [
      step('media/copy', 'media', 'Copy the media', '1', [], { do: { action: 'copy-media', except: [] } }),
      step('install:1/mount', 'install:1', 'Mount', '2', [], { do: { action: 'mount' } }),
      step('install:1/add-ssu', 'install:1', 'Add servicing stack KB4338853', '6', ['install:1/mount'], {
        do: { action: 'add-package', update: sha256('a'), file: 'ssu.msu', kind: 'servicingStack' },
      }),
      step('install:1/readd', 'install:1', 'Add the cumulative update again', '10', ['install:1/add-ssu'], {
        do: { action: 'add-package', update: sha256('a'), file: 'ssu.msu', kind: 'servicingStack' },
        when: { kind: 'feature-enabled', feature: 'NetFx3' },
      }),
      step('boot:1/mount', 'boot:1', 'Mount', '12', [], { do: { action: 'mount' } }),
    ],
    warnings: ['No Flash update was found'],
    estimate: { seconds: 3000, peakDiskBytes: 20 * 1024 ** 3 },
    digest: sha256('5'),
  };
}

/** A finished, verified rehearsal. */
export function sampleResult(changes: Partial<ServicingResult> = {}): ServicingResult {
  const plan = samplePlan();
  return {
    schemaVersion: 1, status: 'done', rehearsed: true, runId: 'k3x9qa', toolVersion: '0.1.0',
    startedAt: '2026-11-24T09:00:00.000Z', finishedAt: '2026-11-24T09:12:30.000Z',
    host: {
      backend: 'rehearsal', powershell: '/opt/pwsh', powershellVersion: '7.6.0', powershellEdition: 'Core', dismVersion: '10.0.17134.1',
      dismPath: '/tool/ps/rehearsal', elevated: true, platform: 'linux', nodeVersion: '20.19.0',
    },
    output: { root: '/out', media: '/out/media', report: '/out/report.html', logs: '/out/logs' },
    workspace: '/out.work/k3x9qa',
    request: servicingRequestSchema.parse({ media: '/media/win10', updates: ['/updates'], output: '/out', edition: ['1'], backend: 'rehearsal' }),
    before: sampleMedia(1), after: sampleMedia(165), plan,
    steps: plan.steps.map((planned) => ({
      id: planned.id, target: planned.target, title: planned.title, recipeStep: planned.recipeStep,
      status: planned.when === undefined ? 'done' as const : 'skipped' as const,
      durationMs: 61_000, facts: ['build 17134.165'], logPath: '/out/logs/dism-01.log',
    })),
    verdicts: [{ use: 'boot', title: 'Start from the media and install', ok: true, reasons: ['9 checks passed'] }],
    checks: [{ id: 'build', title: 'Every image has the expected build', ok: true, evidence: '4 of 4 images at 17134.165' }],
    changedFiles: [{ path: 'sources/setup.exe', reason: 'from boot:2' }],
    warnings: [], errors: [],
    ...changes,
  };
}

/** Stamps event bodies as a run does, one second apart. */
export function stampEvents(bodies: readonly RunEventBody[], start = Date.UTC(2026, 10, 24, 9)): RunEvent[] {
  return bodies.map((body, at) => ({
    v: 1 as const, seq: at + 1, time: new Date(start + at * 1000).toISOString(), runId: 'k3x9qa', ...body,
  }));
}
