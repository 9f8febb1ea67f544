import type { EditionRow } from './release.js';

/** The editions of a Windows Server as its volume media name them, with and without the desktop. */
export function serverEditions(windows: string): Record<string, EditionRow> {
  const rows = ['Standard', 'Datacenter'].flatMap((name): [string, EditionRow][] => {
    const common = { product: 'server', editionId: `Server${name}`, productName: `${windows} ${name}` } as const;
    return [
      [`Server${name}Core`, {
        ...common, name: `${windows} SERVER${name.toUpperCase()}CORE`, displayName: `${windows} ${name}`, flags: `Server${name}Core`,
        installationType: 'Server Core', package: `Microsoft-Windows-Server${name}CorEdition`,
      }],
      [`Server${name}`, {
        ...common, name: `${windows} SERVER${name.toUpperCase()}`, displayName: `${windows} ${name} (Desktop Experience)`,
        installationType: 'Server', package: `Microsoft-Windows-Server${name}Edition`,
      }],
    ];
  });
  return Object.fromEntries(rows);
}
