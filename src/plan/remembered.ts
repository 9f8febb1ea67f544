/**
 * A function that keeps what it made of an object for as long as that lives: the same is asked for each image of a plan.
 * Only for objects that nobody changes.
 */
export function remembered<Of extends object, Names extends readonly string[], Result>(make: (of: Of, ...names: Names) => Result): (of: Of, ...names: Names) => Result {
  const known = new WeakMap<Of, Map<string, Result>>();
  return (of, ...names) => {
    const made = known.get(of) ?? new Map<string, Result>();
    known.set(of, made);
    const key = names.join('\n');
    if (!made.has(key)) made.set(key, make(of, ...names));
    return made.get(key) as Result;
  };
}
