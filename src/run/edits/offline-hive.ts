import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { longPatienceMs } from '../../files/atomic.js';
import type { RegChange } from '../../files/reg-model.js';
import { formatReg } from '../../files/reg-writer.js';
import { runCommand } from '../../files/robocopy.js';
import type { CommandRunner } from '../../files/robocopy.js';
import { windowsProgram } from '../../files/windows-program.js';
import { ServicingError } from '../../schema/errors.js';

export interface HiveImport {
  /** Host path of the hive file. */
  readonly hive: string;
  /** Of this hive only, their keys as the hive has them. */
  readonly changes: readonly RegChange[];
  /** A folder for what is written on the way. */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/**
 * Writes changes into a hive file with what is there to do it: reg.exe on Windows, hivexregedit of libwin-hivex-perl elsewhere.
 * @throws ServicingError `servicing` where that fails, `cleanup` where the hive stays loaded, `cancelled`
 */
export async function importIntoHive(request: HiveImport, platform: NodeJS.Platform = process.platform, run: CommandRunner = runCommand): Promise<void> {
  await mkdir(request.scratch, { recursive: true });
  const name = `OfflineServicing-${randomBytes(6).toString('hex')}`;
  const root = `HKEY_LOCAL_MACHINE\\${name}`;
  const file = join(request.scratch, `${name}.reg`);
  const text = formatReg(request.changes, root);
  await writeFile(file, platform === 'win32' ? Buffer.from(`\ufeff${text}`, 'utf16le') : text);
  try {
    await (platform === 'win32' ? byRegExe(request, root, file, run) : byHivexregedit(request, root, file, run));
  } finally {
    await rm(file, { force: true });
  }
}

async function byHivexregedit({ hive, signal }: HiveImport, root: string, file: string, run: CommandRunner): Promise<void> {
  refuse(await run('hivexregedit', ['--merge', '--prefix', root, hive, file], { signal }), `The registry hive ${hive} was not changed`);
}

/**
 * The hive is loaded under a key of its own, so that two imports at once never meet, and unloaded before anything else
 * happens: an image whose hive is loaded cannot be dismounted. DISM keeps hives of an image open for a while after its
 * cmdlet, and Windows a key just used, so both ends are tried again.
 */
async function byRegExe({ hive, signal }: HiveImport, root: string, file: string, run: CommandRunner): Promise<void> {
  const reg = windowsProgram('reg.exe');
  refuse(await patiently(() => run(reg, ['load', root, hive], { signal })), `The registry hive ${hive} was not loaded`);
  try {
    refuse(await run(reg, ['import', file], { signal }), `The registry hive ${hive} was not changed`);
  } finally {
    // Without the signal: a cancelled run must not leave it behind.
    const unloaded = await patiently(() => run(reg, ['unload', root], {}));
    if (unloaded.exitCode !== 0) {
      throw new ServicingError('cleanup', `The registry hive ${hive} is still loaded as ${root}`, {
        details: [unloaded.output], advice: `Close what looks at it (a registry editor), then: reg unload ${root}`,
      });
    }
  }
}

async function patiently(call: () => ReturnType<CommandRunner>): ReturnType<CommandRunner> {
  for (let delay = 250, waited = 0; ; delay = Math.min(delay * 2, 5000)) {
    const answer = await call();
    if (answer.exitCode === 0 || waited >= longPatienceMs) return answer;
    await sleep(delay);
    waited += delay;
  }
}

function refuse({ exitCode, output }: { exitCode: number; output: string }, message: string): void {
  if (exitCode === 0) return;
  throw new ServicingError('servicing', message, { details: output.split('\n').filter((line) => line.trim() !== '').slice(0, 10) });
}
