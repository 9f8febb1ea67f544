import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import lockfile from 'proper-lockfile';
import { makeLab } from '../../src/lab/make-lab.js';
import type { LabOptions, LabReport } from '../../src/lab/make-lab.js';

/** Names the folder that the processes of one mocha run share; without it everybody makes his own. */
export const sharedFolder = 'OFFLINE_SERVICING_TEST_SHARED';

/**
 * As makeLab, but equal labs are made once in a mocha run, and copied: equal options give equal bytes.
 * @param options.output a folder that holds nothing else
 */
export async function copyOfLab(options: LabOptions): Promise<LabReport> {
  const shared = process.env[sharedFolder];
  if (shared === undefined) return makeLab(options);
  const { output, ...content } = options;
  const place = join(shared, `lab-${createHash('sha256').update(JSON.stringify(Object.entries(content).sort())).digest('hex').slice(0, 16)}`);
  const report = await madeOnce(place, content);
  await mkdir(output, { recursive: true });
  await execa('cp', ['-a', `${join(place, 'lab')}/.`, output]);
  return JSON.parse(report.replaceAll(join(place, 'lab'), resolve(output))) as LabReport;
}

/** The report of the lab in a place, as JSON; made by whoever comes first while the others wait. */
async function madeOnce(place: string, content: Omit<LabOptions, 'output'>): Promise<string> {
  const report = join(place, 'report.json');
  const release = await lockfile.lock(place, { realpath: false, stale: 60_000, retries: { forever: true, factor: 1, minTimeout: 100, maxTimeout: 100 } });
  try {
    if (!existsSync(report)) {
      await rm(place, { recursive: true, force: true });
      await mkdir(place);
      await writeFile(report, JSON.stringify(await makeLab({ ...content, output: join(place, 'lab') })));
    }
    return await readFile(report, 'utf8');
  } finally {
    await release();
  }
}
