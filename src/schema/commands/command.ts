import type { CmdletParameter, CommandOption, ParameterTraits } from '../parameter.js';
import type { RequestField } from '../request-fields.js';

/** What somebody wants, and the line that does it. */
export interface Example {
  readonly task: string;
  readonly line: string;
}

/** Which parameters a call must and may have; one that is in no set is in all of them. */
export interface ParameterSet {
  readonly mandatory: readonly string[];
  readonly optional?: readonly string[];
}

/** A command as the PowerShell module shows it. */
export interface Cmdlet {
  /** e.g. `Invoke-OfflineServicing` */
  readonly name: string;
  /** One sentence without a full stop; default: the command's summary. */
  readonly synopsis?: string;
  /** `run`: events line by line, stopped through stdin; `json`: one document. */
  readonly mode: 'run' | 'json';
  /** Type name of what comes out, without the module's prefix, e.g. `Result`. */
  readonly output: string;
  /** Present where it changes something: asks with -Confirm, shows with -WhatIf. */
  readonly impact?: 'Low' | 'Medium' | 'High';
  /** Parameters that only the cmdlet has. */
  readonly parameters?: readonly CmdletParameter[];
  /** Other traits than usual for fields of the request. */
  readonly traits?: Readonly<Partial<Record<RequestField['key'], ParameterTraits>>>;
  /** By name, the default one first. */
  readonly sets?: Readonly<Record<string, ParameterSet>>;
  /** Paragraphs after those of the command. */
  readonly notes?: readonly string[];
  readonly examples: readonly Example[];
}

/** One command, as every door shows it. */
export interface CommandEntry {
  readonly name: string;
  /** One sentence without a full stop. */
  readonly summary: string;
  /** Paragraphs. */
  readonly description: readonly string[];
  readonly fields?: readonly RequestField['key'][] | 'all';
  /** Texts of fields that mean something else to this command than to `service`. */
  readonly fieldTexts?: Readonly<Partial<Record<RequestField['key'], string>>>;
  readonly options?: readonly CommandOption[];
  /** Takes the options of a run: progress as events, and stopping through stdin. */
  readonly runs?: true;
  readonly examples: readonly Example[];
  readonly cmdlet?: Cmdlet;
}
