import { servicingRequestSchema, type ServicingRequest } from './request.js';

/**
 * How a value is written where there are only strings (flags, environment variables):
 * `path` and `paths` are resolved against the current folder, `executable` is taken as it is,
 * `names` may be repeated or separated by commas, `seconds` is a list of `Cmdlet=seconds`, `count` a whole number.
 */
export type RequestFieldShape = 'path' | 'paths' | 'executable' | 'names' | 'choice' | 'switch' | 'seconds' | 'count';

/** One field of the request, as every door shows it. */
export interface RequestField {
  readonly key: keyof ServicingRequest;
  readonly shape: RequestFieldShape;
  /** Flag of the command line with its argument, e.g. `--media <folder>`; a switch that is on by default has its `--no-` form. */
  readonly flag: string;
  /** Flag that turns the field off, where a value is not all there is to say. */
  readonly off?: string;
  /** Parameter of the PowerShell commands, e.g. `MediaPath`; a switch of the `Skip` form turns the field off. */
  readonly powershell: string;
  readonly group: FieldGroup;
  /** True where a run cannot do without it. */
  readonly required: boolean;
}

/** Headings under which help and documentation list the fields. */
export const fieldGroups = {
  main: 'What to service', images: 'Images', recipe: 'Recipe', content: 'Languages, features, drivers and settings', run: 'How it runs',
} as const;
export type FieldGroup = keyof typeof fieldGroups;

const listed: Readonly<Record<FieldGroup, readonly Omit<RequestField, 'group' | 'required'>[]>> = {
  main: [
    { key: 'media', shape: 'path', flag: '--media <folder>', powershell: 'MediaPath' },
    { key: 'updates', shape: 'paths', flag: '--updates <paths...>', powershell: 'UpdatePath' },
    { key: 'output', shape: 'path', flag: '--output <folder>', powershell: 'OutputPath' },
  ],
  images: [
    { key: 'edition', shape: 'names', flag: '--edition <names...>', powershell: 'Edition' },
    { key: 'keepOthers', shape: 'switch', flag: '--keep-others', powershell: 'KeepOthers' },
    { key: 'installFormat', shape: 'choice', flag: '--install-format <form>', powershell: 'InstallFormat' },
  ],
  recipe: [
    { key: 'recipe', shape: 'choice', flag: '--recipe <name>', powershell: 'Recipe' },
    { key: 'netfx3', shape: 'switch', flag: '--netfx3', powershell: 'NetFx3' },
    { key: 'winreCumulative', shape: 'choice', flag: '--winre-cumulative <policy>', powershell: 'WinRECumulative' },
    { key: 'reapply', shape: 'choice', flag: '--reapply <policy>', powershell: 'Reapply' },
    { key: 'servicingStack', shape: 'choice', flag: '--servicing-stack <way>', powershell: 'ServicingStack' },
    { key: 'resetBase', shape: 'switch', flag: '--reset-base', powershell: 'ResetBase' },
    { key: 'ca2023', shape: 'switch', flag: '--ca2023', powershell: 'Ca2023' },
  ],
  content: [
    { key: 'languages', shape: 'names', flag: '--language <tags...>', powershell: 'Language' },
    { key: 'sources', shape: 'paths', flag: '--source <folders...>', powershell: 'SourcePath' },
    { key: 'capabilities', shape: 'names', flag: '--capability <names...>', powershell: 'Capability' },
    { key: 'removeCapabilities', shape: 'names', flag: '--remove-capability <names...>', powershell: 'RemoveCapability' },
    { key: 'features', shape: 'names', flag: '--feature <names...>', powershell: 'Feature' },
    { key: 'disableFeatures', shape: 'names', flag: '--disable-feature <names...>', powershell: 'DisableFeature' },
    { key: 'removeApps', shape: 'names', flag: '--remove-app <names...>', powershell: 'RemoveApp' },
    { key: 'drivers', shape: 'paths', flag: '--driver <folders...>', powershell: 'DriverPath' },
    { key: 'bootDrivers', shape: 'paths', flag: '--boot-driver <folders...>', powershell: 'BootDriverPath' },
    { key: 'winreDrivers', shape: 'paths', flag: '--winre-driver <folders...>', powershell: 'WinREDriverPath' },
    { key: 'files', shape: 'paths', flag: '--files <folders...>', powershell: 'FilePath' },
    { key: 'registry', shape: 'paths', flag: '--registry <files...>', powershell: 'RegistryPath' },
  ],
  run: [
    { key: 'force', shape: 'switch', flag: '--force', powershell: 'Force' },
    { key: 'backend', shape: 'choice', flag: '--backend <name>', powershell: 'Backend' },
    { key: 'parallel', shape: 'count', flag: '--parallel <number>', powershell: 'Parallel' },
    { key: 'workspace', shape: 'path', flag: '--workspace <folder>', powershell: 'WorkspacePath' },
    { key: 'cache', shape: 'path', flag: '--cache <folder>', off: '--no-cache', powershell: 'CachePath' },
    { key: 'powershell', shape: 'executable', flag: '--powershell <path>', powershell: 'PowerShellPath' },
    { key: 'dismPath', shape: 'path', flag: '--dism-path <folder>', powershell: 'DismPath' },
    { key: 'timeouts', shape: 'seconds', flag: '--timeout <cmdlet=seconds...>', powershell: 'Timeout' },
    { key: 'keepWorkspace', shape: 'switch', flag: '--keep-workspace', powershell: 'KeepWorkspace' },
  ],
};

/** Every field of the request in the order in which people meet them; a test holds it complete. */
export const requestFields: readonly RequestField[] = (Object.keys(fieldGroups) as FieldGroup[])
  .flatMap((group) => listed[group].map((field) => ({ ...field, group, required: group === 'main' })));

/** Environment variable of a field: `OFFLINE_SERVICING_DISM_PATH` for `dismPath`. */
export function environmentName(field: RequestField): string {
  const snake = field.key.replace(/[A-Z]/gu, (letter) => `_${letter}`).toUpperCase();
  return `OFFLINE_SERVICING_${snake}`;
}

interface AnySchema {
  description?: string | undefined;
  def: { type: string; innerType?: AnySchema; defaultValue?: unknown; entries?: Record<string, string> };
}

/** The schema of a field and what it wraps, outermost first: `default(enum)`, `optional(array(string))`. */
function layersOf(field: RequestField): AnySchema[] {
  const layers: AnySchema[] = [];
  let layer: AnySchema | undefined = servicingRequestSchema.shape[field.key];
  while (layer !== undefined) {
    layers.push(layer);
    layer = layer.def.innerType;
  }
  return layers;
}

/** The field's text, from the schema. */
export function describeField(field: RequestField): string {
  return layersOf(field).find((layer) => layer.description !== undefined)?.description ?? '';
}

/** The field's default from the schema; undefined where there is none. */
export function defaultOf(field: RequestField): unknown {
  return layersOf(field).find((layer) => layer.def.type === 'default')?.def.defaultValue;
}

/** The values that a `choice` allows, from the schema. */
export function choicesOf(field: RequestField): string[] {
  const entries = layersOf(field).find((layer) => layer.def.type === 'enum')?.def.entries;
  return entries === undefined ? [] : Object.values(entries);
}
