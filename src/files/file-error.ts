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
 * quota `disk-space`; `EBUSY`, a file that another program holds open on Windows, is `permission` too. Other errors are
 * returned as they are.
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
    default:
      return error;
  }
}
