import { z } from 'zod';
import { relativePathSchema, sha256Schema } from './common.js';

/** An input of the request: by content for the run, by name for people. */
const input = { input: sha256Schema, name: z.string() };

/** What else people change in a mounted image: features, capabilities, drivers, apps, files, settings. */
export const editActions = [
  z.object({
    action: z.literal('enable-feature'), feature: z.string(),
    /** Folder of the media with the feature's files. */
    source: relativePathSchema.optional(),
    /** Source folders of the request. */
    sources: z.array(sha256Schema).optional(),
  }),
  z.object({ action: z.literal('disable-feature'), feature: z.string() }),
  z.object({ action: z.literal('add-drivers'), ...input }),
  /** `capability` may be short (`OpenSSH.Server`); the image knows the full name. */
  z.object({
    action: z.literal('add-capability'), capability: z.string(), source: relativePathSchema.optional(), sources: z.array(sha256Schema),
  }),
  /** Patterns with `*` and `?`. */
  z.object({ action: z.literal('remove-capabilities'), pattern: z.string() }),
  z.object({ action: z.literal('remove-apps'), pattern: z.string() }),
  z.object({ action: z.literal('lay-files'), ...input }),
  z.object({ action: z.literal('import-registry'), ...input }),
] as const;
