import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import type { CommandRunner } from '../../../src/files/robocopy.js';
import { parseRegFile } from '../../../src/files/reg-file.js';
import { importIntoHive } from '../../../src/run/edits/offline-hive.js';
import { failureOf } from '../../support/failure.js';
import { temporaryFolder } from '../../support/temp.js';

describe('registry settings with reg.exe', () => {
  const folder = temporaryFolder();
  const changes = parseRegFile(Buffer.from('REGEDIT4\n[HKLM\\SOFTWARE\\Lab]\n"a"="b"\n'), 'a.reg');

  /** Imports with a stand-in that fails for one verb; gives what it was called with. */
  async function run(failing?: string): Promise<{ calls: string[][]; texts: string[]; error?: unknown }> {
    const calls: string[][] = [];
    const texts: string[] = [];
    const reg: CommandRunner = async (_file, args) => {
      calls.push([...args]);
      if (args[0] === 'import') texts.push(await readFile(args[1] ?? '', 'utf16le'));
      return { exitCode: args[0] === failing ? 1 : 0, output: 'ERROR: Access is denied.' };
    };
    try {
      await importIntoHive({ hive: join(folder(), 'SOFTWARE'), changes, scratch: folder(), signal: new AbortController().signal }, 'win32', reg);
      return { calls, texts };
    } catch (error) {
      return { calls, texts, error };
    }
  }

  it('loads the hive under a key of its own, imports what was rewritten for it, unloads', async () => {
    const [one, two] = [await run(), await run()];
    const root = one.calls[0]?.[1] ?? '';
    expect(root).to.match(/^HKEY_LOCAL_MACHINE\\OfflineServicing-[0-9a-f]{12}$/u).and.not.equal(two.calls[0]?.[1]);
    expect(one.calls.map((args) => args[0])).to.deep.equal(['load', 'import', 'unload']);
    expect(one.calls[2]).to.deep.equal(['unload', root]);
    expect(one.texts[0]).to.equal(`\ufeffWindows Registry Editor Version 5.00\r\n\r\n[${root}\\Lab]\r\n"a"=hex(1):62,00,00,00\r\n`);
  });

  it('unloads after a failed import too', async () => {
    const { calls, error } = await run('import');
    expect(calls.map((args) => args[0])).to.deep.equal(['load', 'import', 'unload']);
    expect((await failureOf(() => { throw error; })).details).to.deep.equal(['ERROR: Access is denied.']);
  });
});
