import type { Cmdlet, CommandEntry } from './command.js';
import { diffCommand, explainCommand, inspectCommand, updatesCommand, verifyCommand } from './look.js';
import { exportCommand, isoCommand, splitCommand } from './output.js';
import { planCommand } from './plan.js';
import { cleanCommand, resumeCommand, runsCommand } from './runs.js';
import { reportCommand } from './report.js';
import { serviceCommand } from './service.js';
import { doctorCommand, labCommand, modulePathCommand, setupHostCommand } from './tools.js';

/** Every command, in the order in which people meet them. */
export const commands: readonly CommandEntry[] = [
  serviceCommand, planCommand, resumeCommand, runsCommand, reportCommand, cleanCommand, inspectCommand, verifyCommand, diffCommand, updatesCommand, isoCommand, exportCommand, splitCommand,
  doctorCommand, labCommand, explainCommand, modulePathCommand, setupHostCommand,
];

/** The commands that the PowerShell module has as cmdlets. */
export const cmdletCommands: readonly (CommandEntry & { readonly cmdlet: Cmdlet })[] = commands
  .filter((command): command is CommandEntry & { readonly cmdlet: Cmdlet } => command.cmdlet !== undefined);
