import { ServicingError } from '../schema/errors.js';

/** The `code` of a Node file system error, e.g. `ENOENT`; undefined for anything else. */
export function errnoOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : undefined;
}

/** {@link toFileError} with the path that the error itself names: for what touches more files than one. */
export function namedFileError(error: unknown, doing: string): unknown {
  if (errnoOf(error) === undefined) return error;
  const { dest, path } = error as NodeJS.ErrnoException & { dest?: string };
  return toFileError(error, doing, dest ?? path ?? 'a file');
}

/**
 * Gives a file system error the words of the job: `EACCES`, `EPERM` and `EROFS` become `permission`, a full disk or
 * quota `disk-space`; `EBUSY`, a file that another program holds open on Windows, is `permission` too, and a folder where a file
 * is to be `usage`. Other errors are returned as they are.
 * @param doing what was being done, e.g. `read`
 */
export function toFileError(error: unknown, doing: string, path: string): unknown {
  switch (errnoOf(error)) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new ServicingError('permission', `Cannot ${doing} ${path}: access is denied.`, { cause: error, advice: 'Check the rights of this user on it.' });
    case 'EBUSY':
      return new ServicingError('permission', `Cannot ${doing} ${path}: another program has it open.`, { cause: error, advice: 'Close that program, then run the same command again.' });
    case 'ENOSPC':
    case 'EDQUOT':
      return new ServicingError('disk-space', `Cannot ${doing} ${path}: the disk is full.`, { cause: error, advice: 'Free space on that volume, then run the same command again.' });
    case 'EISDIR':
      return new ServicingError('usage', `Cannot ${doing} ${path}: a folder is there.`, { cause: error, advice: 'Name a file.' });
    default:
      return error;
  }
}

/** What disks, discs and network shares answer where they cannot give the bytes; `UNKNOWN` is what Node says for codes of Windows that it has no name for. */
const unreadable = new Set(['EIO', 'ENXIO', 'ENODEV', 'EBADMSG', 'ESTALE', 'ETIMEDOUT', 'ECONNRESET', 'UNKNOWN']);

/** Whether an error says that a disk, disc or share could not give the bytes of a file. */
export function isUnreadable(error: unknown): boolean {
  return unreadable.has(errnoOf(error) ?? '');
}

/**
 * {@link toFileError} for a read that failed half-way: where the disk, disc or share could not give the bytes it is
 * `media-invalid` and says which.
 * @param offset of the first byte that could not be read
 */
export function readFailed(error: unknown, path: string, offset: number): unknown {
  if (!isUnreadable(error)) return toFileError(error, 'read', path);
  return new ServicingError('media-invalid', `${path} cannot be read at byte ${offset} (${errnoOf(error) ?? ''}).`, {
    cause: error, advice: 'The disk, disc or network share that it is on fails there. Copy or download the file anew to another disk.',
  });
}
