import { ServicingError } from '../../src/schema/errors.js';

/** The ServicingError that `work` ends in; anything else fails the test. */
export async function failureOf(work: () => unknown): Promise<ServicingError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof ServicingError) return error;
    throw error;
  }
  throw new Error('It did not fail');
}
