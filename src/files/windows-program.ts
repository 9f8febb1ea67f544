import { win32 } from 'node:path';

/**
 * Absolute path of a program below Windows' own System32: nothing is searched for by name, since this process is
 * elevated. Windows shows its 32-bit programs under the name System32 to a 32-bit process and the real ones under
 * Sysnative, which exists for nobody else; an emulated x64 process (ARM64) sees System32 as it is.
 * @param parts below System32, e.g. `robocopy.exe`
 */
export function windowsProgram(parts: string, env: NodeJS.ProcessEnv = process.env): string {
  const is32Bit = env['PROCESSOR_ARCHITECTURE'] === 'x86' && env['PROCESSOR_ARCHITEW6432'] !== undefined;
  return win32.join(env['SystemRoot'] ?? 'C:\\Windows', is32Bit ? 'Sysnative' : 'System32', parts);
}
