import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import Mocha from 'mocha';

const mention = /\b(?<cmdlet>[A-Z][a-z]+-[A-Z]\w+)(?<parameters>(?:[ ,]+-[A-Z]\w*)+):/gu;

/** The parameters that a test title speaks of: `Cmdlet -One -Two: what it does` is `Cmdlet -One` and `Cmdlet -Two`. */
export function parametersIn(title: string): string[] {
  return [...title.matchAll(mention)].flatMap(({ groups }) =>
    groups!['parameters']!.split(/[ ,]+/u).filter((word) => word !== '').map((word) => `${groups!['cmdlet']} ${word}`));
}

/**
 * The parameters that have a contract test: test files are loaded, not run, so that titles made in loops count too.
 * @param folder compiled `test/contract`
 */
export async function parametersWithTests(folder: string): Promise<Set<string>> {
  const mocha = new Mocha({ ui: 'bdd', dryRun: true });
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.test.js')).sort();
  for (const file of files) mocha.addFile(join(folder, file));
  await mocha.loadFilesAsync();
  const found = new Set<string>();
  const visit = (suite: Mocha.Suite): void => {
    for (const test of suite.tests) {
      if (!test.isPending()) for (const name of parametersIn(test.fullTitle())) found.add(name);
    }
    suite.suites.forEach(visit);
  };
  visit(mocha.suite);
  return found;
}
