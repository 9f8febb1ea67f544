import { ServicingError } from '../schema/errors.js';

/** What is wrong with a line of a .reg file; `file` is how people know it. */
export class RegSyntaxError extends ServicingError {
  constructor(file: string, line: number, what: string, advice?: string) {
    super('input-invalid', `${file}, line ${line}: ${what}`, { advice });
  }
}
