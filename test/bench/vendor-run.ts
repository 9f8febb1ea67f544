import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../../src/files/package-root.js';
import type { LabReport, LabUpdate } from '../../src/lab/make-lab.js';
import { findPowerShell } from '../../src/powershell/find-powershell.js';
import type { CallLine } from './makespan-run.js';

const script = join(packageRoot(), 'test/bench/vendor-order.ps1');

/** Parameters of the script by kind of update; checkpoints lie beside the cumulative update instead. */
const parameterOf: Readonly<Partial<Record<LabUpdate['kind'], string>>> = {
  servicingStack: '-ServicingStack', cumulative: '-Cumulative', combined: '-Cumulative', safeOs: '-SafeOs', setupDynamic: '-SetupUpdate', dotNet: '-DotNet', adobeFlash: '-Flash',
};

/**
 * Brings lab media up to date in the vendor's sequential order (vendor-order.ps1), in one PowerShell of the same kind as the
 * tool's sessions. The rehearsal's configuration is that of the environment.
 * @param folder made; gets the new media and what is on its way
 * @throws the script's error
 */
export async function runVendorOrder(lab: LabReport, order: 'classic' | 'current', folder: string): Promise<void> {
  const updates = join(folder, 'cumulative');
  await mkdir(updates, { recursive: true });
  const parameters: string[] = [];
  for (const { file, kind } of lab.updatesMade) {
    const isCumulative = kind === 'cumulative' || kind === 'combined' || kind === 'checkpoint';
    const path = isCumulative ? join(updates, basename(file)) : join(lab.updates, file);
    // Its folder may hold nothing but it and its checkpoints.
    if (isCumulative) await copyFile(join(lab.updates, file), path);
    const parameter = parameterOf[kind];
    if (parameter !== undefined) parameters.push(parameter, path);
  }
  const { executable } = await findPowerShell({});
  try {
    await execa(executable, [
      '-NoLogo', '-NoProfile', '-NonInteractive', '-File', script, '-Order', order, '-Media', lab.media, '-Output', join(folder, 'media'), '-Work', join(folder, 'work'),
      '-DismModule', join(packageRoot(), 'ps/rehearsal/bin/Dism/Dism.psd1'), ...parameters,
    ], { stdin: 'ignore', env: { NO_COLOR: '1', TERM: 'dumb' } });
  } finally {
    await unmountBelow(folder);
  }
}

/** What a script that failed has left: below a mount no folder can be removed. */
async function unmountBelow(folder: string): Promise<void> {
  const mounts = (await readFile('/proc/self/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '').filter((path) => path.startsWith(`${folder}/`));
  for (const path of mounts) await execa('fusermount', ['-u', path], { reject: false });
}

/** Seconds from the first call to the end of the last: its copying of files before and after them is not held against it. */
export function callsMakespan(calls: readonly CallLine[]): number {
  if (calls.length === 0) return 0;
  return (Math.max(...calls.map(({ end }) => end)) - Math.min(...calls.map(({ start }) => start))) / 1000;
}
