import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { TestPowerShell } from './full-powershell.js';

/** What a script has written and how it ended. */
export interface ScriptEnd {
  code: number | undefined;
  stdout: string;
  stderr: string;
}

/**
 * Runs text as a script file in a PowerShell of its own, without a profile, with nothing on stdin, and to the first error only.
 * @param folder to put the script into; also its working directory
 */
export async function runScript({ executable }: TestPowerShell, folder: string, text: string, env: Record<string, string> = {}): Promise<ScriptEnd> {
  const file = join(folder, 'script.ps1');
  writeFileSync(file, `$ErrorActionPreference = 'Stop'\n${text}\n`);
  const { exitCode, stdout, stderr } = await execa(executable, ['-NoLogo', '-NoProfile', '-NonInteractive', '-File', file], {
    cwd: folder, stdin: 'ignore', reject: false, env: { ...env, NO_COLOR: '1', TERM: 'dumb' },
  });
  return { code: exitCode, stdout, stderr };
}
