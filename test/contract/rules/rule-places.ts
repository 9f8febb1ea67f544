import { chmod } from 'node:fs/promises';
import { execa } from 'execa';

const isRoot = process.getuid?.() === 0;

/** Volumes are mounted, which only root may. */
export const canMakeVolumes = isRoot && process.platform === 'linux';

/** Works on a volume of 64 KiB, mounted on a folder; see {@link canMakeVolumes}. */
export async function onSmallVolume<T>(folder: string, work: (volume: string) => Promise<T>): Promise<T> {
  await execa('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'small', folder]);
  try {
    return await work(folder);
  } finally {
    await execa('umount', [folder]);
  }
}

/** Works while a folder may not be written: by its mode, or for root, whom modes do not stop, by the immutable attribute. */
export async function asOrdinaryUser<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const close = isRoot ? () => execa('chattr', ['+i', folder]) : () => chmod(folder, 0o555);
  const open = isRoot ? () => execa('chattr', ['-i', folder]) : () => chmod(folder, 0o755);
  await close();
  try {
    return await work();
  } finally {
    await open();
  }
}
