import { z } from 'zod';
import { backendSchema } from './common.js';
import { imageCompressionSchema, imageFormSchema, isoBootSchema, outputFormSchema } from './image-forms.js';

/** A decision that the recipe makes by itself unless it is told otherwise. */
export const policySchema = z.enum(['auto', 'yes', 'no']);
export type Policy = z.infer<typeof policySchema>;

const paths = z.array(z.string().min(1));
const names = z.array(z.string().min(1));

/** What a user asks for. Every door (TypeScript, CLI, config file, PowerShell) fills in this one object. */
export const servicingRequestSchema = z.strictObject({
  media: z.string().min(1).meta({ description: 'Folder or .iso file with the Windows installation media; never written to' }),
  updates: paths.min(1).meta({ description: 'Update files (.msu, .cab) or folders that hold them' }),
  output: z.string().min(1).meta({ description: 'Folder to make; it appears only when everything is done and checked' }),
  force: z.boolean().default(false)
    .meta({ description: 'Replace an earlier output; the old one goes when the new one is verified and in its place' }),
  edition: names.min(1).optional()
    .meta({ description: 'Editions to service, by EditionID, image name or index, * and ? allowed; default: all', examples: [['Professional', 'Enterprise']] }),
  keepOthers: z.boolean().default(false)
    .meta({ description: 'Keep the other editions in install.wim as they are, instead of leaving them out' }),
  recipe: z.enum(['auto', 'classic', 'current']).default('auto').meta({ description: 'Rules for the generation of Windows' }),
  netfx3: z.boolean().default(false).meta({ description: 'Enable .NET Framework 3.5 from sources\\sxs' }),
  winreCumulative: policySchema.default('auto')
    .meta({ description: 'Cumulative update in WinRE; auto: yes in the classic recipe, no in the current one, where the Safe OS update serves it' }),
  reapply: policySchema.default('auto')
    .meta({ description: 'Cumulative update again after .NET Framework 3.5; auto: where the image would be left with older files' }),
  servicingStack: z.enum(['whole', 'extract']).default('whole')
    .meta({ description: 'Servicing stack of a combined update: by the whole update, or by the cabinet inside it' }),
  resetBase: z.boolean().default(false)
    .meta({ description: 'ResetBase in the install images too; WinRE and boot images always get it' }),
  ca2023: z.boolean().default(false)
    .meta({ description: 'Boot files signed by Windows UEFI CA 2023, out of the serviced boot image' }),
  outputFormat: z.array(outputFormSchema).min(1).default(['media'])
    .meta({ description: 'What to make: the folder with the media, a bootable ISO file of it, or both', examples: [['media', 'iso']] }),
  installFormat: imageFormSchema.default('wim')
    .meta({ description: 'Form of the install images in the output; swm: in parts, for disks with FAT32' }),
  compression: imageCompressionSchema.optional()
    .meta({ description: 'Compression of the install images; an ESD has recovery and no other; default: max, of an ESD recovery' }),
  splitSize: z.number().int().min(1).optional()
    .meta({ description: 'Size of the parts of swm in MB of 1,048,576 bytes; default: 3800' }),
  isoLabel: z.string().min(1).optional()
    .meta({ description: 'Volume label of the ISO file; default: that of the source where it is known, else one as Microsoft makes it', examples: ['WIN11_24H2_NOV'] }),
  isoBoot: isoBootSchema.optional()
    .meta({ description: 'Whether the ISO file asks for a key before it starts Setup by UEFI; default: prompt' }),
  languages: names.default([]).meta({ description: 'Languages to add, out of the source folders', examples: [['de-DE']] }),
  sources: paths.default([]).meta({ description: 'Folders with language packs, features on demand and WinPE optional components' }),
  capabilities: names.default([]).meta({ description: 'Features on demand to add to install images, out of the source folders', examples: [['OpenSSH.Server']] }),
  removeCapabilities: names.default([]).meta({ description: 'Features on demand to take out of install images, * and ? allowed', examples: [['Microsoft.Windows.WordPad*']] }),
  features: names.default([]).meta({ description: 'Optional features to enable in install images', examples: [['TelnetClient']] }),
  disableFeatures: names.default([]).meta({ description: 'Optional features to disable in install images', examples: [['WorkFolders-Client']] }),
  removeApps: names.default([]).meta({ description: 'Provisioned apps to take out of install images, by name, * and ? allowed', examples: [['*Xbox*']] }),
  drivers: paths.default([]).meta({ description: 'Folders of drivers for the install images, with all their subfolders' }),
  bootDrivers: paths.default([]).meta({ description: 'Folders of drivers for WinPE and Setup (boot.wim)' }),
  winreDrivers: paths.default([]).meta({ description: 'Folders of drivers for WinRE' }),
  files: paths.default([]).meta({ description: 'Folders whose content is laid over each install image' }),
  registry: paths.default([]).meta({ description: 'Registry files (.reg) to import into each install image' }),
  backend: backendSchema.optional(),
  parallel: z.number().int().min(1).max(16).default(2)
    .meta({ description: 'Steps at once, each in a PowerShell session of its own' }),
  workspace: z.string().min(1).optional().meta({ description: 'Folder for private WIMs and mounts; default: beside the output' }),
  cache: z.union([z.string().min(1), z.literal(false)]).optional()
    .meta({ description: 'Folder that keeps what was done and read, for the next run; default: in the workspace' }),
  powershell: z.string().min(1).optional().meta({ description: 'PowerShell to use, as an absolute path' }),
  dismPath: z.string().min(1).optional().meta({ description: 'Folder of another Dism module, e.g. that of an ADK' }),
  timeouts: z.record(z.string(), z.number().int().positive()).default({})
    .meta({ description: 'Deadline per cmdlet', examples: [{ 'Add-WindowsPackage': 7200 }] }),
  keepWorkspace: z.boolean().default(false).meta({ description: 'Keep the run folder after success' }),
});
export type ServicingRequest = z.infer<typeof servicingRequestSchema>;
export type ServicingRequestInput = z.input<typeof servicingRequestSchema>;
