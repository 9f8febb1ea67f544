import { z } from 'zod';
import { relativePathSchema } from './common.js';

/** What else people change in a mounted image: features, capabilities, drivers, apps, files, settings. */
export const editActions = [
  z.object({ action: z.literal('enable-feature'), feature: z.string(), source: relativePathSchema }),
] as const;
