import { z } from 'zod';
import { relativePathSchema, sha256Schema } from './common.js';

/** A source folder of the request: by content for the run, by name for people. */
const source = { input: sha256Schema, name: z.string() };

/** Languages of a mounted image. */
export const languageActions = [
  z.object({ action: z.literal('add-source-package'), ...source, path: relativePathSchema }),
  /** Texts of WinPE's optional components: of these, the ones whose component the image turns out to have. */
  z.object({
    action: z.literal('add-localized-components'), ...source, language: z.string(),
    components: z.array(z.object({
      /** Name without `-Package`, e.g. `WinPE-HTA`. */
      component: z.string(), path: relativePathSchema, identity: z.string(),
    })),
  }),
  /** Makes `sources/lang.ini` of a Setup image new; it must name these languages then. */
  z.object({ action: z.literal('generate-lang-ini'), languages: z.array(z.string()).min(1) }),
] as const;
