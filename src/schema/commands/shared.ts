import type { CmdletParameter, CommandOption } from '../parameter.js';

/** The configuration file of commands that take a whole request. */
export const configOption: CommandOption = {
  flag: '--config <file>', shape: 'path', text: 'Take fields from a YAML or JSON file; flags and environment win over it',
};

/** The same as a parameter. */
export const configParameter: CmdletParameter = {
  powershell: 'ConfigPath', flag: '--config', shape: 'path',
  text: 'Take what is not given here from a YAML or JSON file; its fields are those of the request, as in the file\'s JSON Schema',
};

/** Media by its exact path; `flag` is where the command takes its media, empty for an argument. */
export function literalMedia(flag: string): CmdletParameter {
  return {
    powershell: 'LiteralPath', flag, shape: 'literal', text: 'Installation media by its exact path: no character is a wildcard',
    parameter: { aliases: ['LP'], pipeline: ['propertyName'], many: true },
  };
}

/** A folder for the outputs of several media. */
export const outputRoot: CmdletParameter = {
  powershell: 'OutputRoot', flag: '--output', shape: 'root',
  text: 'Folder in which each media gets an output folder of its own name, for a pipeline of several media',
};

/** Asking is the business of a terminal; the module asks by -Confirm. */
export const yesOption: CommandOption = { flag: '--yes', shape: 'switch', text: 'Do not ask before starting' };

/** Fields that name a workspace, and how to reach DISM for what is left in it. */
export const workspaceFields = ['output', 'workspace', 'backend', 'powershell', 'dismPath'] as const;

/** What they mean to a command that looks for a workspace. */
export const workspaceTexts = {
  output: 'Output of the run: the workspace is looked for beside it',
  workspace: 'Workspace of the run, where it does not lie beside the output',
} as const;

/** A run or a result names its workspace itself. */
export const workspaceTraits = {
  output: {},
  workspace: { aliases: ['Workspace'], pipeline: ['propertyName'] },
} as const;
