import { z } from 'zod';
import { backendSchema } from './common.js';

/** What a user asks for. Every door (TypeScript, CLI, config file, PowerShell) fills in this one object. */
export const servicingRequestSchema = z.strictObject({
  media: z.string().min(1).meta({ description: 'Folder with the Windows installation media; never written to' }),
  updates: z.array(z.string().min(1)).min(1).meta({ description: 'Update files (.msu, .cab) or folders that hold them' }),
  output: z.string().min(1).meta({ description: 'Folder to make; it appears only when everything is done and checked' }),
  edition: z.array(z.string().min(1)).min(1).optional()
    .meta({ description: 'Editions to keep, by EditionID, image name or index; default: all' }),
  recipe: z.enum(['auto', 'classic']).default('auto').meta({ description: 'Rules for the generation of Windows' }),
  netfx3: z.boolean().default(false).meta({ description: 'Enable .NET Framework 3.5 from sources\\sxs' }),
  backend: backendSchema.optional(),
  parallel: z.number().int().min(1).max(16).default(2)
    .meta({ description: 'Steps at once, each in a PowerShell session of its own' }),
  workspace: z.string().min(1).optional().meta({ description: 'Folder for private WIMs and mounts; default: beside the output' }),
  powershell: z.string().min(1).optional().meta({ description: 'PowerShell to use, as an absolute path' }),
  dismPath: z.string().min(1).optional().meta({ description: 'Folder of another Dism module, e.g. that of an ADK' }),
  winreCumulative: z.boolean().default(true)
    .meta({ description: 'Cumulative update in WinRE too (the founding process); off keeps WinRE smaller' }),
  resetBase: z.boolean().default(false)
    .meta({ description: 'ResetBase in the install images too; WinRE and boot images always get it' }),
  timeouts: z.record(z.string(), z.number().int().positive()).default({})
    .meta({ description: 'Deadline per cmdlet, in seconds, e.g. { "Add-WindowsPackage": 7200 }' }),
  keepWorkspace: z.boolean().default(false).meta({ description: 'Keep the run folder after success' }),
});
export type ServicingRequest = z.infer<typeof servicingRequestSchema>;
export type ServicingRequestInput = z.input<typeof servicingRequestSchema>;
