type Act = () => unknown;

/**
 * Does every act, in order, although earlier ones fail: what ends a failed run must not hide the error that failed it.
 * @param acts a list among them is done beside each other
 * @returns what failed, one line each
 */
export async function endAll(acts: readonly (Act | readonly Act[])[]): Promise<string[]> {
  const problems: string[] = [];
  for (const act of acts) {
    const ends = await Promise.allSettled((typeof act === 'function' ? [act] : act).map(async (one) => { await one(); }));
    for (const end of ends) if (end.status === 'rejected') problems.push(end.reason instanceof Error ? end.reason.message : String(end.reason));
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
