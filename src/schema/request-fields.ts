import { mediaTraits } from './parameter.js';
import type { ParameterTraits, RequestFieldShape } from './parameter.js';
import { servicingRequestSchema, type ServicingRequest } from './request.js';

export type { RequestFieldShape } from './parameter.js';

/** One field of the request, as every door shows it. */
export interface RequestField {
  readonly key: keyof ServicingRequest;
  readonly shape: RequestFieldShape;
  /** Flag of the command line with its argument, e.g. `--media <path>`; a switch that is on by default has its `--no-` form. */
  readonly flag: string;
  /** Flag that turns the field off, where a value is not all there is to say, and what that means. */
  readonly off?: { readonly flag: string; readonly text: string };
  /** Parameter of the PowerShell commands, e.g. `MediaPath`; a switch of the `Skip` form turns the field off. */
  readonly powershell: string;
  readonly parameter?: ParameterTraits;
  /** Unit of its numbers. */
  readonly unit?: 'seconds';
  readonly group: FieldGroup;
  /** True where a run cannot do without it. */
  readonly required: boolean;
}

/** Headings under which help and documentation list the fields. */
export const fieldGroups = {
  main: 'What to service', images: 'Images', forms: 'What comes out', recipe: 'Recipe', content: 'Languages, features, drivers and settings', run: 'How it runs',
} as const;
export type FieldGroup = keyof typeof fieldGroups;

const listed: Readonly<Record<FieldGroup, readonly Omit<RequestField, 'group' | 'required'>[]>> = {
  main: [
    { key: 'media', shape: 'path', flag: '--media <path>', powershell: 'MediaPath', parameter: mediaTraits },
    { key: 'updates', shape: 'paths', flag: '--updates <paths...>', powershell: 'UpdatePath', parameter: { position: 1, pipeline: ['propertyName'], wildcards: true, completer: 'kb' } },
    { key: 'output', shape: 'path', flag: '--output <folder>', powershell: 'OutputPath', parameter: { position: 2, pipeline: ['propertyName'] } },
  ],
  images: [
    { key: 'edition', shape: 'names', flag: '--edition <names...>', powershell: 'Edition', parameter: { completer: 'edition' } },
    { key: 'keepOthers', shape: 'switch', flag: '--keep-others', powershell: 'KeepOthers' },
  ],
  forms: [
    { key: 'outputFormat', shape: 'names', flag: '--output-format <forms...>', powershell: 'OutputFormat' },
    { key: 'installFormat', shape: 'choice', flag: '--install-format <form>', powershell: 'InstallFormat' },
    { key: 'compression', shape: 'choice', flag: '--compression <type>', powershell: 'Compression' },
    { key: 'splitSize', shape: 'count', flag: '--split-size <megabytes>', powershell: 'SplitSize' },
    { key: 'isoLabel', shape: 'text', flag: '--iso-label <label>', powershell: 'IsoLabel' },
    { key: 'isoBoot', shape: 'choice', flag: '--iso-boot <way>', powershell: 'IsoBoot' },
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
    { key: 'languages', shape: 'names', flag: '--language <tags...>', powershell: 'Language', parameter: { completer: 'language' } },
    { key: 'sources', shape: 'paths', flag: '--source <folders...>', powershell: 'SourcePath', parameter: { wildcards: true } },
    { key: 'capabilities', shape: 'names', flag: '--capability <names...>', powershell: 'Capability' },
    { key: 'removeCapabilities', shape: 'names', flag: '--remove-capability <names...>', powershell: 'RemoveCapability' },
    { key: 'features', shape: 'names', flag: '--feature <names...>', powershell: 'Feature' },
    { key: 'disableFeatures', shape: 'names', flag: '--disable-feature <names...>', powershell: 'DisableFeature' },
    { key: 'removeApps', shape: 'names', flag: '--remove-app <names...>', powershell: 'RemoveApp' },
    { key: 'drivers', shape: 'paths', flag: '--driver <folders...>', powershell: 'DriverPath', parameter: { wildcards: true } },
    { key: 'bootDrivers', shape: 'paths', flag: '--boot-driver <folders...>', powershell: 'BootDriverPath', parameter: { wildcards: true } },
    { key: 'winreDrivers', shape: 'paths', flag: '--winre-driver <folders...>', powershell: 'WinREDriverPath', parameter: { wildcards: true } },
    { key: 'files', shape: 'paths', flag: '--files <folders...>', powershell: 'FilePath', parameter: { wildcards: true } },
    { key: 'registry', shape: 'paths', flag: '--registry <files...>', powershell: 'RegistryPath', parameter: { wildcards: true } },
  ],
  run: [
    { key: 'force', shape: 'switch', flag: '--force', powershell: 'Force' },
    { key: 'backend', shape: 'choice', flag: '--backend <name>', powershell: 'Backend' },
    { key: 'parallel', shape: 'count', flag: '--parallel <number>', powershell: 'Parallel', parameter: { aliases: ['ThrottleLimit'] } },
    { key: 'workspace', shape: 'path', flag: '--workspace <folder>', powershell: 'WorkspacePath' },
    { key: 'cache', shape: 'path', flag: '--cache <folder>', off: { flag: '--no-cache', text: 'Keep nothing for the next run, and use nothing that earlier ones have kept' }, powershell: 'CachePath' },
    { key: 'powershell', shape: 'executable', flag: '--powershell <path>', powershell: 'PowerShellPath' },
    { key: 'dismPath', shape: 'path', flag: '--dism-path <folder>', powershell: 'DismPath' },
    { key: 'timeouts', shape: 'seconds', flag: '--timeout <cmdlet=seconds...>', powershell: 'Timeout', unit: 'seconds' },
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
  minValue?: number | null;
  maxValue?: number | null;
  meta(): Record<string, unknown> | undefined;
  def: { type: string; innerType?: AnySchema; element?: AnySchema; defaultValue?: unknown; entries?: Record<string, string> };
}

/** The schema of a field and what it wraps, outermost first: `default(enum)`, `optional(array(string))`. */
function layersOf(field: RequestField): AnySchema[] {
  const layers: AnySchema[] = [];
  let layer: AnySchema | undefined = servicingRequestSchema.shape[field.key];
  while (layer !== undefined) {
    layers.push(layer);
    layer = layer.def.innerType ?? layer.def.element;
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

/** The lowest and highest value that a `count` allows, from the schema; undefined where there is no such end. */
export function rangeOf(field: RequestField): { min?: number; max?: number } {
  const number = layersOf(field).find((layer) => layer.def.type === 'number');
  const { minValue: min, maxValue: max } = number ?? {};
  // A whole number without an end of its own ends where those of JavaScript do.
  return {
    ...(typeof min === 'number' && Number.isSafeInteger(min - 1) ? { min } : {}),
    ...(typeof max === 'number' && Number.isSafeInteger(max + 1) ? { max } : {}),
  };
}

/** Values that a field may have, from the schema, to show what is meant. */
export function examplesOf(field: RequestField): unknown[] {
  const examples = layersOf(field).map((layer) => layer.meta()?.['examples']).find((found) => found !== undefined);
  return Array.isArray(examples) ? examples : [];
}
