import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { architectureWords } from './architecture.js';
import { makeCabinet, type CabinetEntry } from './cabinet.js';
import type { CombinedSpec } from './combined-update.js';
import { packageIdentity } from './identity.js';
import { fileStem, type MakeCall, type UpdateSpec } from './update-file.js';
import { element, xmlDocument } from './xml.js';

/** What a composition database says of one package. */
interface CompDbRow {
  prefix: 'LCUCompDB' | 'SSUCompDB';
  feature: 'CumulativeUpdate' | 'ServicingStackUpdate';
  spec: UpdateSpec;
  /** The build that must be there before. */
  baseline: string;
  payload: string;
}

/**
 * Writes `onepackage.AggregatedMetadata.cab`: a database for each of the two packages, each in a cabinet of its own.
 * Elements and attributes as those of public updates.
 */
export async function aggregatedMetadata(spec: CombinedSpec, stackCab: string, file: string, call: MakeCall = {}): Promise<void> {
  const { stack, cumulative } = spec;
  const build = cumulative.top.identity.version.split('.')[0] as string;
  const base = cumulative.top.checkpoint?.version.split('.').slice(0, 2).join('.') ?? `${build}.1`;
  const baseline = `10.0.${base}`;
  const rows: CompDbRow[] = [
    { prefix: 'LCUCompDB', feature: 'CumulativeUpdate', spec: cumulative, baseline, payload: `${fileStem(cumulative)}.wim` },
    { prefix: 'SSUCompDB', feature: 'ServicingStackUpdate', spec: stack, baseline: `10.0.${build}.1`, payload: stackCab },
  ];
  const folder = await mkdtemp(join(tmpdir(), 'os-lab-compdb-'));
  try {
    const cabinets: CabinetEntry[] = [];
    for (const row of rows) {
      const name = `${row.prefix}_${row.spec.kb}.xml`;
      const { time } = row.spec;
      const inner = join(folder, `${name}.cab`);
      await makeCabinet([{ name, content: compDb(row), time }], inner, { compress: true, signal: call.signal });
      cabinets.push({ name: `${name}.cab`, content: await readFile(inner), time });
    }
    await makeCabinet(cabinets, file, { signal: call.signal });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function compDb({ feature, spec, baseline, payload }: CompDbRow): Buffer {
  const { identity } = spec.top;
  const target = `10.0.${identity.version.split('.').slice(0, 2).join('.')}`;
  const id = packageIdentity(identity);
  return xmlDocument(element('CompDB', {
    Type: 'BuildUpdate', OSVersion: baseline, TargetOSVersion: target, BuildArch: identity.architecture ?? architectureWords().identity,
    CreatedDate: spec.time.toISOString(), Product: 'Desktop',
  }, [
    element('Features', {}, [element('Feature', { FeatureID: `${feature}_${spec.kb}`, Type: feature }, [
      element('Packages', {}, [element('Package', { ID: id })]),
    ])]),
    element('Packages', {}, [element('Package', { ID: id, Version: identity.version }, [
      element('Payload', {}, [element('PayloadItem', { PayloadType: 'Canonical', Path: payload })]),
    ])]),
  ]));
}
