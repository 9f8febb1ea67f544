const devices = /^(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9\u00b9\u00b2\u00b3])(?:\.|$)/iu;

/**
 * Why Windows cannot have a file or folder of this name, undefined where it can (rules of "Naming Files, Paths, and
 * Namespaces" in the Win32 documentation). Matters where files come from another system.
 */
export function windowsNameProblem(name: string): string | undefined {
  const bad = /[<>:"|?*\\\u0000-\u001f]/u.exec(name)?.[0];
  if (bad !== undefined) return `the character ${JSON.stringify(bad)}`;
  if (/[. ]$/u.test(name)) return 'a dot or space at the end';
  if (devices.test(name)) return 'the name of a device';
  return name.length > 255 ? 'longer than 255 characters' : undefined;
}
