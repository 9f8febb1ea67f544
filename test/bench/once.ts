/**
 * Does something once in a process, however many groups ask for it: those that share runs get the same ones.
 * @param keyOf what makes two contexts ask for the same
 */
export function once<Context, Result>(keyOf: (context: Context) => string, work: (context: Context) => Promise<Result>): (context: Context) => Promise<Result> {
  const known = new Map<string, Promise<Result>>();
  return (context) => {
    const key = keyOf(context);
    const result = known.get(key) ?? work(context);
    known.set(key, result);
    return result;
  };
}
