import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { renderCliPage } from '../../../scripts/cli-page.js';
import { buildProgram } from '../../../src/cli/program.js';
import { CliContext } from '../../../src/cli/context.js';
import { packageRoot } from '../../../src/files/package-root.js';
import { errorCodes } from '../../../src/schema/errors.js';
import { harness } from '../../support/cli-harness.js';

describe('docs/cli.md', () => {
  let page: string;
  before(async () => { page = await readFile(join(packageRoot(), 'docs', 'cli.md'), 'utf8'); });

  it('has the table of fields as the registry has it', () => {
    expect(renderCliPage(page)).to.equal(page);
  });

  it('names every command and every option', async () => {
    const program = await buildProgram(new CliContext(harness().io, async () => Promise.reject(new Error('not needed'))));
    for (const command of program.commands) {
      expect(page).to.include(`offline-servicing ${command.name()}`);
      for (const option of command.options) expect(page, command.name()).to.include(option.long ?? option.flags);
    }
  });

  it('names every exit code', () => {
    for (const code of new Set(Object.values(errorCodes))) expect(page).to.match(new RegExp(`^\\| ${code} \\|`, 'mu'));
  });
});
