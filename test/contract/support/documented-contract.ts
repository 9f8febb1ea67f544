import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageRoot } from '../../../src/files/package-root.js';

/** What the reference says about one parameter; what it leaves out is the usual: text, every set, by name, pipeline by property name. */
interface ParameterFacts {
  type?: string;
  sets?: string[];
  mandatory?: boolean;
  position?: number;
  aliases?: string[];
  values?: string[];
  pipeline?: string;
}

interface CmdletFacts {
  sets: string[];
  defaultSet: string | null;
  parameters: Record<string, ParameterFacts>;
}

/** One parameter of a cmdlet as the reference documents it. */
export interface DocumentedParameter {
  name: string;
  /** Name of the .NET type. */
  type: string;
  sets: readonly string[];
  mandatory: boolean;
  position: number | 'named';
  aliases: readonly string[];
  /** Names or texts that the reference lists as accepted; the cmdlet may accept more. */
  values: readonly string[];
  byName: boolean;
  byValue: boolean;
}

/** One cmdlet as the reference documents it. */
export interface DocumentedCmdlet {
  name: string;
  sets: readonly string[];
  defaultSet: string | null;
  parameters: readonly DocumentedParameter[];
}

/**
 * The documented contract of the cmdlets that offline servicing uses (test/fixtures/dism-contract.json, which names
 * its source): names, sets, types and flags, nothing of the reference's prose.
 */
export async function documentedContract(): Promise<DocumentedCmdlet[]> {
  const file = join(packageRoot(), 'test', 'fixtures', 'dism-contract.json');
  const { cmdlets } = JSON.parse(await readFile(file, 'utf8')) as { cmdlets: Record<string, CmdletFacts> };
  return Object.entries(cmdlets).map(([name, facts]) => ({
    name, sets: facts.sets, defaultSet: facts.defaultSet,
    parameters: Object.entries(facts.parameters).map(([parameter, told]) => complete(parameter, told, facts.sets)),
  }));
}

function complete(name: string, told: ParameterFacts, allSets: string[]): DocumentedParameter {
  const pipeline = (told.pipeline ?? 'name').split(' ');
  return {
    name, type: told.type ?? 'String', sets: told.sets ?? allSets, mandatory: told.mandatory ?? false, position: told.position ?? 'named',
    aliases: told.aliases ?? [], values: told.values ?? [], byName: pipeline.includes('name'), byValue: pipeline.includes('value'),
  };
}
