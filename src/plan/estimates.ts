import type { Action, TargetId } from '../schema/plan.js';

/**
 * Rough seconds per action on a workstation with an SSD, of install images. Orders of magnitude from the published logs that
 * bench/durations.json cites; they order the work and feed the first ETA, nothing is decided by them.
 */
const seconds: Readonly<Record<Action['action'], number>> = {
  'copy-media': 30, 'export-source': 20, 'mount': 60, 'take-winre': 5, 'put-winre': 5, 'add-package': 450, 'cleanup': 240,
  'collect-newer': 10, 'collect-file': 2, 'collect-by-name': 2, 'collect-folder': 2, 'expand-update': 5, 'enable-feature': 60, 'disable-feature': 30,
  'add-drivers': 60, 'add-capability': 60, 'remove-capabilities': 60, 'remove-apps': 60, 'lay-files': 20, 'import-registry': 5, 'add-source-package': 90, 'add-localized-components': 120, 'generate-lang-ini': 10, 'save': 300, 'export-target': 15, 'assemble-image': 20, 'split-image': 60, 'write-iso': 60, 'keep-image': 20, 'apply-files': 5,
};

/** Solid LZMS takes about that much longer to write than LZX. */
const solidFactor = 8;

/** Bytes for which the seconds above were taken: what an image unpacks to, or the media. */
const usual = { install: 15e9, boot: 2e9, media: 6e9 };

/** Images for booting take about a third of the time. */
const bootFactor = 1 / 3;

/**
 * Rough seconds that an action takes, at least one.
 * @param bytes that the target's image unpacks to, or of the media; undefined where that is not known
 */
export function estimateSeconds(action: Action, target: TargetId, bytes: number | undefined): number {
  const full = action.action === 'add-package' && action.kind !== 'cumulative' && action.kind !== 'combined' ? 45 : seconds[action.action];
  const packed = 'compression' in action && action.compression === 'recovery' ? solidFactor : 1;
  const kind = target === 'media' ? 'media' : target.startsWith('install') ? 'install' : 'boot';
  return Math.max(1, Math.ceil(full * packed * (kind === 'boot' ? bootFactor : 1) * sizeFactor(bytes, usual[kind])));
}

/** Small images are quick, and none takes more than a few times as long as the usual one. */
function sizeFactor(bytes: number | undefined, usualBytes: number): number {
  return bytes === undefined ? 1 : Math.min(bytes / usualBytes, 3);
}
