import { statfs } from 'node:fs/promises';
import { dirname, parse, resolve } from 'node:path';
import { errnoOf } from './file-error.js';
import { windowsProgram } from './windows-program.js';

/** Numbers of `statfs` for FAT, whatever its width: `MSDOS_SUPER_MAGIC` of Linux. */
const fatMagic = 0x4d44;

/**
 * Whether a place is on a FAT volume, where no file has 4 GiB. It need not exist yet: its nearest existing parent is asked. A
 * volume that does not tell (a share) counts as another.
 */
export async function isOnFat(path: string, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  if (platform === 'win32') return isFatName(await volumeFacts(parse(resolve(path)).root));
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    try {
      return (await statfs(folder)).type === fatMagic;
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' || dirname(folder) === folder) return false;
    }
  }
}

/** Whether what fsutil says of a volume names FAT; its other words are in the language of Windows. */
export function isFatName(facts: string): boolean {
  return /\bFAT(?:12|16|32)?\b/u.test(facts);
}

async function volumeFacts(root: string): Promise<string> {
  const { execa } = await import('execa');
  const { stdout } = await execa(windowsProgram('fsutil.exe'), ['fsinfo', 'volumeinfo', root], { stdin: 'ignore', reject: false, windowsHide: true });
  return stdout ?? '';
}
