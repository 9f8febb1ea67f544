import { basename } from 'node:path';
import { ServicingError } from '../schema/errors.js';

/** What is wrong with an update file; `what` completes the sentence "<file>[: <member>] …". */
export interface UpdateDefect {
  /** Host path of the update file. */
  file: string;
  /** Name of the archive member at fault, if it is known. */
  member?: string | undefined;
  what: string;
  advice?: string | undefined;
  details?: readonly string[] | undefined;
  cause?: unknown;
}

/** The error for an update file that cannot be used; names the file, the member and the defect. */
export function invalidUpdate(defect: UpdateDefect): ServicingError {
  const member = defect.member === undefined ? '' : `, member ${defect.member}`;
  return new ServicingError('update-invalid', `${basename(defect.file)}${member}: ${defect.what}`, {
    advice: defect.advice ?? 'Download the update again and compare its SHA-256 with the one of the source.',
    details: [`File: ${defect.file}`, ...(defect.details ?? [])],
    cause: defect.cause,
  });
}
