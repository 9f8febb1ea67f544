import type { MountedImage } from '../dism/objects.js';
import { ServicingError } from '../schema/errors.js';

/** Images that may be mounted at once on a computer (best practices of the DISM documentation). */
const mostMounts = 20;
/** With a longer mount folder, paths in an image pass the 260 characters that parts of servicing are limited to. */
const longestMountFolder = 80;

/** What is known of the mounts of this computer before a run begins. */
export interface MountFacts {
  /** All mounts, also those of others. */
  readonly mounted: readonly MountedImage[];
  /** Mounts that the run has open at once. */
  readonly needed: number;
  /** The folders that the run will mount at. */
  readonly folders: readonly string[];
}

/**
 * Whether there is room for the run's mounts, and what may get in their way.
 * @returns warnings
 * @throws ServicingError `preflight` when the computer has too many mounts
 */
export function judgeMounts({ mounted, needed, folders }: MountFacts): string[] {
  const lines = mounted.map((mount) => `${mount.Path} (${mount.MountStatus}, ${mount.ImagePath} index ${mount.ImageIndex})`);
  if (mounted.length + needed > mostMounts) {
    throw new ServicingError('preflight', `This computer has ${mounted.length} mounted images; with ${needed} more there would be over ${mostMounts}`, {
      details: lines, advice: 'Dismount what is not needed, or clear broken mounts with Clear-WindowsCorruptMountPoint.',
    });
  }
  const warnings: string[] = [];
  const broken = mounted.filter((mount) => mount.MountStatus !== 'Ok');
  if (broken.length > 0) {
    warnings.push(`${broken.length} mounted images of this computer are broken, left by some earlier work: ${broken.map((mount) => mount.Path).join(', ')}. This run leaves them alone; Dismount-WindowsImage -Discard or Clear-WindowsCorruptMountPoint removes them.`);
  }
  if (mounted.length > broken.length) {
    warnings.push('Other images are mounted on this computer. A tool that services them at the same time may collide with this run.');
  }
  const long = folders.find((folder) => folder.length > longestMountFolder);
  if (long !== undefined) {
    warnings.push(`The mount folder ${long} is ${long.length} characters long; beyond ${longestMountFolder} servicing may fail on long paths. Name a short folder with --workspace.`);
  }
  return warnings;
}
