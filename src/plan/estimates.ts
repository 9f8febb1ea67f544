import type { Action } from '../schema/plan.js';

/**
 * Rough seconds per action on a workstation with an SSD. Orders of magnitude from published servicing logs; they
 * order the work and feed the first ETA, nothing is decided by them.
 */
const seconds: Readonly<Record<Action['action'], number>> = {
  'copy-media': 60, 'export-source': 90, 'mount': 45, 'take-winre': 5, 'put-winre': 5, 'add-package': 420, 'cleanup': 240,
  'collect-newer': 10, 'collect-file': 2, 'collect-by-name': 2, 'collect-folder': 2, 'expand-update': 5, 'enable-feature': 60, 'disable-feature': 30,
  'add-drivers': 60, 'add-capability': 60, 'remove-capabilities': 60, 'remove-apps': 60, 'lay-files': 20, 'import-registry': 5, 'add-source-package': 90, 'add-localized-components': 120, 'generate-lang-ini': 10, 'save': 120, 'export-target': 45, 'assemble-image': 120, 'keep-image': 90, 'apply-files': 5,
};

/** Solid LZMS takes about that much longer to write than LZX. */
const solidFactor = 8;

/** Rough seconds that an action takes; images for booting are a fraction of an install image. */
export function estimateSeconds(action: Action, small: boolean): number {
  const full = action.action === 'add-package' && action.kind !== 'cumulative' && action.kind !== 'combined' ? 45 : seconds[action.action];
  if ('compression' in action && action.compression === 'recovery') return full * solidFactor;
  return small ? Math.ceil(full / 3) : full;
}
