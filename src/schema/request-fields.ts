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
  /** Parameter of the PowerShell commands, e.g. `MediaPath`; a switch of the `Skip` form turns the field off. */
  readonly powershell: string;
  /** True where a run cannot do without it. */
  readonly required: boolean;
}

/** Every field of the request in the order in which people meet them; a test holds it complete. */
export const requestFields: readonly RequestField[] = [
  { key: 'media', shape: 'path', flag: '--media <folder>', powershell: 'MediaPath', required: true },
  { key: 'updates', shape: 'paths', flag: '--updates <paths...>', powershell: 'UpdatePath', required: true },
  { key: 'output', shape: 'path', flag: '--output <folder>', powershell: 'OutputPath', required: true },
  { key: 'edition', shape: 'names', flag: '--edition <names...>', powershell: 'Edition', required: false },
  { key: 'recipe', shape: 'choice', flag: '--recipe <name>', powershell: 'Recipe', required: false },
  { key: 'netfx3', shape: 'switch', flag: '--netfx3', powershell: 'NetFx3', required: false },
  { key: 'backend', shape: 'choice', flag: '--backend <name>', powershell: 'Backend', required: false },
  { key: 'parallel', shape: 'count', flag: '--parallel <number>', powershell: 'Parallel', required: false },
  { key: 'workspace', shape: 'path', flag: '--workspace <folder>', powershell: 'WorkspacePath', required: false },
  { key: 'powershell', shape: 'executable', flag: '--powershell <path>', powershell: 'PowerShellPath', required: false },
  { key: 'dismPath', shape: 'path', flag: '--dism-path <folder>', powershell: 'DismPath', required: false },
  { key: 'winreCumulative', shape: 'switch', flag: '--no-winre-cumulative', powershell: 'SkipWinRECumulative', required: false },
  { key: 'resetBase', shape: 'switch', flag: '--reset-base', powershell: 'ResetBase', required: false },
  { key: 'timeouts', shape: 'seconds', flag: '--timeout <cmdlet=seconds...>', powershell: 'Timeout', required: false },
  { key: 'keepWorkspace', shape: 'switch', flag: '--keep-workspace', powershell: 'KeepWorkspace', required: false },
];

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
