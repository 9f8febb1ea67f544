/**
 * How a value is written where there are only strings (flags, environment variables):
 * `path` and `paths` are resolved against the current folder, `executable` and `text` are taken as they are,
 * `names` may be repeated or separated by commas, `seconds` is a list of `Cmdlet=seconds`, `count` a whole number.
 */
export type RequestFieldShape = 'path' | 'paths' | 'executable' | 'text' | 'names' | 'choice' | 'switch' | 'seconds' | 'count';

/** What tab completion offers for a parameter's value, beside its own choices. */
export type CompleterKind = 'edition' | 'kb' | 'run' | 'errorCode' | 'language';

/** What only PowerShell knows of a parameter. */
export interface ParameterTraits {
  readonly aliases?: readonly string[];
  /** Place among the arguments that have no name, from 0. */
  readonly position?: number;
  /** What of the pipeline binds to it: the object itself, or its property of the parameter's name or alias. */
  readonly pipeline?: readonly ('value' | 'propertyName')[];
  /** `*`, `?` and `[]` are expanded by the module. */
  readonly wildcards?: true;
  /** Takes several values, each of which is a call of its own of the command. */
  readonly many?: true;
  readonly completer?: CompleterKind;
}

/** An option or argument of a command that is no field of the request. */
export interface CommandOption {
  /**
   * As commander writes it: `--yes`, `--revision <number>`; of an argument `<path>`, `[run]` or `<paths...>`.
   * Several parameters of a cmdlet may stand for one flag.
   */
  readonly flag: string;
  /** `code`: an error code as text or number, or what carries one. */
  readonly shape: RequestFieldShape | 'code';
  /** One sentence without a full stop. */
  readonly text: string;
  readonly choices?: readonly string[];
  /** True where the command cannot do without it. */
  readonly required?: true;
  /** Name of the parameter; absent where only the command line has it. */
  readonly powershell?: string;
  readonly parameter?: ParameterTraits;
}

/** A parameter that only a cmdlet has. */
export interface CmdletParameter extends Omit<CommandOption, 'flag' | 'shape' | 'powershell'> {
  readonly powershell: string;
  /** The flag that its values are handed on with; empty where they are an argument; absent where the module itself uses them. */
  readonly flag?: string;
  /** `literal`: a path without wildcards. `root`: a folder that gets a folder a media. `local`: of the module alone, a switch. */
  readonly shape: 'literal' | 'root' | 'path' | 'switch' | 'local';
}

/** Of every parameter that takes media: as `Get-Item` takes its path. */
export const mediaTraits: ParameterTraits = {
  aliases: ['Path', 'FullName'], position: 0, pipeline: ['value', 'propertyName'], wildcards: true, many: true,
};
