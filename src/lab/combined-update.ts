import { mkdtemp, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { UpdateKind } from '../schema/update.js';
import { architectureWords } from './architecture.js';
import { makeCabinet, type CabinetEntry } from './cabinet.js';
import type { CatalogFile } from './catalog-file.js';
import { aggregatedMetadata } from './comp-db.js';
import { packageIdentity } from './identity.js';
import { ImageTree } from './image-tree.js';
import { makePe } from './pe-file.js';
import { fileStem, makePackageCab, makeScanCab, makeUpdate, packageEntries, type MakeCall, type UpdateSpec } from './update-file.js';
import { makeWim } from './wim.js';

/** A servicing stack and a cumulative update in one file, as all are since 2021-02. */
export interface CombinedSpec {
  stack: UpdateSpec;
  cumulative: UpdateSpec;
  /** A cabinet, or since Windows 11 24H2 a WIM. */
  form: 'cab' | 'wim';
}

/** A combined update as the catalog offers it. */
export function combinedFile(spec: CombinedSpec, kind: Extract<UpdateKind, 'combined' | 'checkpoint'> = 'combined'): CatalogFile {
  const { cumulative } = spec;
  return {
    kind, kb: cumulative.kb, identity: packageIdentity(cumulative.top.identity), stem: fileStem(cumulative).toLowerCase(), extension: 'msu',
    write: (file, call) => makeCombinedUpdate(spec, file, call),
  };
}

/**
 * Writes a combined update (docs/rehearsal.md).
 * @throws ServicingError `backend` when gcab or wimlib-imagex is missing or fails
 */
export async function makeCombinedUpdate(spec: CombinedSpec, file: string, call: MakeCall = {}): Promise<void> {
  const { stack, cumulative } = spec;
  const folder = await mkdtemp(join(tmpdir(), 'os-lab-combined-'));
  try {
    const stackCab = join(folder, 'stack.cab');
    await makePackageCab(stack, stackCab, call);
    const entry: CabinetEntry = { name: stackName(spec), content: await readFile(stackCab), time: stack.time };
    if (spec.form === 'cab') await makeUpdate(cumulative, file, call, [entry]);
    else await makeBundle(spec, entry, { file, folder, call });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `SSU-26100.3764-x64.cab` */
function stackName({ stack }: CombinedSpec): string {
  const [build, revision] = stack.top.identity.version.split('.');
  return `SSU-${build}.${revision}-${stack.architecture ?? architectureWords().short}.cab`;
}

/** The WIM: one image without compression, in it the package as a WIM of its own. */
async function makeBundle(spec: CombinedSpec, stack: CabinetEntry, place: { file: string; folder: string; call: MakeCall }): Promise<void> {
  const { folder, call } = place;
  const { cumulative } = spec;
  const { time } = cumulative;
  const stem = fileStem(cumulative);
  const made = async (name: string, make: (file: string) => Promise<void>): Promise<Buffer> => {
    await make(join(folder, name));
    return readFile(join(folder, name));
  };
  const tree = new ImageTree(time);
  tree.put('DesktopDeployment.cab', await made('deployment.cab', (file) => makeCabinet([deploymentTool(spec)], file, { compress: true, signal: call.signal })));
  tree.put(stack.name, stack.content, stack.time);
  tree.put(`${stem}.wim`, await made('package.wim', (file) => makePackageWim(cumulative, file, call)));
  tree.put('onepackage.AggregatedMetadata.cab', await made('metadata.cab', (file) => aggregatedMetadata(spec, stack.name, file, call)));
  tree.put('wsusscan.cab', await made('scan.cab', (file) => makeScanCab(cumulative, file, call)));
  await makeWim([{ name: stem, description: stem, tree, properties: {} }], place.file, { compression: 'none', time, signal: call.signal });
  await utimes(place.file, time, time);
}

/** The package with everything in it as one image. */
async function makePackageWim(spec: UpdateSpec, file: string, call: MakeCall): Promise<void> {
  const tree = new ImageTree(spec.time);
  for (const { name, content, time } of packageEntries(spec)) tree.put(name, content, time);
  await makeWim([{ name: fileStem(spec), description: fileStem(spec), tree, properties: {} }], file, { time: spec.time, signal: call.signal });
}

/** Stands for the servicing tools that DISM of an older host takes from the update. */
function deploymentTool({ stack }: CombinedSpec): CabinetEntry {
  const version = `10.0.${stack.top.identity.version.split('.').slice(0, 2).join('.')}`;
  return { name: 'UpdateAgent.dll', content: makePe({ name: 'UpdateAgent.dll', version }), time: stack.time };
}
