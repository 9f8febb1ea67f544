/**
 * Does every act, in order, although earlier ones fail: what ends a failed run must not hide the error that failed it.
 * @returns what failed, one line each
 */
export async function endAll(acts: readonly (() => unknown)[]): Promise<string[]> {
  const problems: string[] = [];
  for (const act of acts) {
    try {
      await act();
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
  }
  return problems;
}

/**
 * What several works beside each other give, once all of them have ended.
 * @throws what the first of them in the list threw
 */
export async function allEnded<T extends readonly Promise<unknown>[]>(works: readonly [...T]): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
