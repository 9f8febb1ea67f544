import { z } from 'zod';

/** Version of plan, result and request documents; a reader refuses a higher one. */
export const schemaVersion = 1;

/** File in the root of media that a rehearsal or the lab has made, so that it is never taken for Windows (docs/rehearsal.md). */
export const rehearsalMark = 'offline-servicing-rehearsal.json';

export const backendSchema = z.enum(['native', 'rehearsal']).meta({
  description: 'Which Dism module does the work: the native one of Windows, or the rehearsal',
});
export type Backend = z.infer<typeof backendSchema>;

export const architectureSchema = z.enum(['x86', 'x64', 'arm64']);
export type Architecture = z.infer<typeof architectureSchema>;

/** Relative path with `/`, case kept; matched without case by files/. */
export const relativePathSchema = z.string().min(1).regex(/^(?!\/)[^\\]+$/u);

/** A program or library in an image and its file version, e.g. `10.0.17134.165`. */
export const fileVersionSchema = z.object({ path: relativePathSchema, version: z.string() });
export type FileVersion = z.infer<typeof fileVersionSchema>;

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/u);
export const sha1Schema = z.string().regex(/^[0-9a-f]{40}$/u);

/** A Windows build as the field writes it, e.g. `17134.165`: build number and update build revision. */
export const buildSchema = z.object({
  build: z.number().int().nonnegative(),
  ubr: z.number().int().nonnegative(),
});
export type Build = z.infer<typeof buildSchema>;

export function formatBuild(build: Build): string {
  return `${build.build}.${build.ubr}`;
}

export const errorReportSchema = z.object({
  code: z.string(),
  message: z.string(),
  hresult: z.string().optional(),
  symbol: z.string().optional(),
  target: z.string().optional(),
  step: z.string().optional(),
  logPath: z.string().optional(),
  advice: z.string().optional(),
  details: z.array(z.string()).optional(),
  cause: z.string().optional(),
});
