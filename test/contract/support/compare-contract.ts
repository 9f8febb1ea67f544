import type { DocumentedCmdlet, DocumentedParameter } from './documented-contract.js';
import type { LiveCmdlet, LiveParameter } from './live-metadata.js';

/** What a comparison found. */
export interface Comparison {
  /** `Cmdlet -Parameter` of each that is there with the documented type in the documented sets. */
  declared: string[];
  /** One sentence for each difference. */
  missing: string[];
}

const noPosition = -2147483648;

/** Compares live metadata with the documented contract. More than is documented (other cmdlets, more accepted values) is no difference. */
export function compareContract(documented: readonly DocumentedCmdlet[], live: Readonly<Record<string, LiveCmdlet>>): Comparison {
  const result: Comparison = { declared: [], missing: [] };
  for (const cmdlet of documented) compareCmdlet(cmdlet, live[cmdlet.name], result);
  return result;
}

function compareCmdlet(cmdlet: DocumentedCmdlet, live: LiveCmdlet | undefined, result: Comparison): void {
  if (live === undefined) {
    result.missing.push(`${cmdlet.name}: the cmdlet is absent`);
    return;
  }
  const sets = Object.keys(live.sets);
  for (const set of cmdlet.sets) if (!sets.includes(set)) result.missing.push(`${cmdlet.name}: parameter set ${set} is absent`);
  for (const set of sets) if (!cmdlet.sets.includes(set)) result.missing.push(`${cmdlet.name}: parameter set ${set} is not documented`);
  if ((live.defaultSet === '__AllParameterSets' ? null : live.defaultSet) !== cmdlet.defaultSet) {
    result.missing.push(`${cmdlet.name}: the default set is ${live.defaultSet ?? 'none'}, documented is ${cmdlet.defaultSet ?? 'none'}`);
  }
  for (const parameter of cmdlet.parameters) compareParameter(`${cmdlet.name} -${parameter.name}`, parameter, live, result);
  const known = new Set(cmdlet.parameters.map((parameter) => parameter.name));
  for (const name of new Set(Object.values(live.sets).flatMap((set) => Object.keys(set)))) {
    if (!known.has(name)) result.missing.push(`${cmdlet.name} -${name}: the parameter is not documented`);
  }
}

function compareParameter(title: string, documented: DocumentedParameter, live: LiveCmdlet, result: Comparison): void {
  const found = Object.entries(live.sets).flatMap(([set, parameters]) => {
    const parameter = parameters[documented.name];
    return parameter === undefined ? [] : [{ set, parameter }];
  });
  const first = found[0]?.parameter;
  if (first === undefined) {
    result.missing.push(`${title}: the parameter is absent`);
    return;
  }
  const wrong = [...differences(documented, first)];
  const sets = found.map(({ set }) => set);
  const inPlace = sameNames(sets, documented.sets);
  if (!inPlace) wrong.push(`is in ${sets.join(', ')}; documented is ${documented.sets.join(', ')}`);
  for (const { set, parameter } of found) {
    if (parameter.mandatory !== documented.mandatory) wrong.push(`${parameter.mandatory ? 'is' : 'is not'} mandatory in ${set}`);
  }
  if (inPlace && first.type === documented.type) result.declared.push(title);
  result.missing.push(...wrong.map((text) => `${title}: ${text}`));
}

function* differences(documented: DocumentedParameter, live: LiveParameter): Generator<string> {
  if (live.type !== documented.type) yield `has type ${live.type}; documented is ${documented.type}`;
  const position = live.position === noPosition ? 'named' : live.position;
  if (position !== documented.position) yield `has position ${position}; documented is ${documented.position}`;
  if (!sameNames(live.aliases, documented.aliases)) yield `has aliases ${live.aliases.join(', ')}; documented is ${documented.aliases.join(', ')}`;
  for (const value of documented.values) if (!live.values.includes(value)) yield `does not accept ${value}`;
  if (live.byName !== documented.byName) yield `${live.byName ? 'takes' : 'does not take'} values by property name from the pipeline`;
  if (live.byValue !== documented.byValue) yield `${live.byValue ? 'takes' : 'does not take'} values from the pipeline`;
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
