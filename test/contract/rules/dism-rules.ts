import { cleanupRules } from './cleanup-rules.js';
import { combinedRules } from './combined-rules.js';
import { featureRules } from './feature-rules.js';
import { fileRules } from './file-rules.js';
import { mountRules } from './mount-rules.js';
import { packageRules } from './package-rules.js';
import type { Rule } from './rule.js';

/** All rules by which DISM behaves, as far as the rehearsal keeps to them; contract-rules.test.ts runs each. */
export const dismRules: readonly Rule[] = [...mountRules, ...fileRules, ...packageRules, ...combinedRules, ...featureRules, ...cleanupRules];
