import type { InputKind } from '../schema/inputs.js';
import { ServicingError } from '../schema/errors.js';

/** Names of the kinds for people. */
export const inputKindNames: Readonly<Record<InputKind, string>> = {
  drivers: 'driver folder', bootDrivers: 'driver folder for boot images', winreDrivers: 'driver folder for WinRE',
  files: 'folder of files', registry: 'registry file', source: 'source folder',
};

/** The error of an input that cannot be used; `what` goes on after its path. */
export function inputError(kind: InputKind, path: string, what: string, fields: { advice?: string; details?: readonly string[]; cause?: unknown } = {}): ServicingError {
  return new ServicingError('input-invalid', `The ${inputKindNames[kind]} ${path} ${what}`, fields);
}
