import { expect } from 'chai';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DismClient } from '../../../src/dism/client.js';
import { readInputs } from '../../../src/inputs/read-inputs.js';
import { languageActions } from '../../../src/run/actions/language-actions.js';
import type { ActionTools } from '../../../src/run/actions/tools.js';
import { reasonToSkip } from '../../../src/run/conditions.js';
import type { InputInfo } from '../../../src/schema/inputs.js';
import { failureOf } from '../../support/failure.js';
import { temporaryFolder } from '../../support/temp.js';

function identity(name: string, language = '', version = '10.0.26100.1'): string {
  return `${name}-Package~31bf3856ad364e35~amd64~${language}~${version}`;
}

describe('actions: languages', () => {
  const folder = temporaryFolder();
  const signal = new AbortController().signal;
  /** What the stand-in for DISM says that the image has, and the packages that it was handed. */
  let present: { PackageName: string; PackageState: string }[];
  let added: string[];
  /** The lang.ini that it writes. */
  let langIni: string;
  let source: InputInfo;

  before(async () => {
    mkdirSync(join(folder(), 'source', 'de-de'), { recursive: true });
    for (const name of ['lp', 'WinPE-HTA_de-de', 'WinPE-WMI_de-de']) writeFileSync(join(folder(), 'source', 'de-de', `${name}.cab`), name);
    mkdirSync(join(folder(), 'mount', 'Sources'), { recursive: true });
    const [read] = await readInputs({ drivers: [], bootDrivers: [], winreDrivers: [], files: [], registry: [], sources: [join(folder(), 'source')] });
    if (read === undefined) throw new Error('no source');
    source = read;
  });

  beforeEach(() => {
    [present, added, langIni] = [[], [], ''];
  });

  const tools = (): ActionTools => {
    const client = {
      getPackages: () => Promise.resolve(present),
      addPackage: ({ packagePath }: { packagePath: string }) => {
        added.push(packagePath.slice(join(folder(), 'source').length + 1).replaceAll('\\', '/'));
        return Promise.resolve({ RestartNeeded: false });
      },
      generateLangIni: ({ distribution }: { distribution: string }) => {
        writeFileSync(join(distribution, 'Sources', 'lang.ini'), Buffer.from(`\ufeff${langIni}`, 'utf16le'));
        return Promise.resolve();
      },
    } as unknown as DismClient;
    return {
      context: { inputs: new Map([[source.sha256, source]]), mounts: new Map([['winre', join(folder(), 'mount')]]), signal, results: new Map() },
      running: { step: { target: 'winre' } }, dism: <T>(work: (dism: DismClient) => Promise<T>) => work(client),
      progress: () => undefined, warn: () => undefined,
    } as unknown as ActionTools;
  };
  const addTexts = (): Promise<string[]> => languageActions['add-localized-components'](tools(), {
    action: 'add-localized-components', input: source.sha256, name: 'source', language: 'de-DE',
    components: ['HTA', 'WMI'].map((name) => ({ component: `WinPE-${name}`, path: `de-de/WinPE-${name}_de-de.cab`, identity: identity(`WinPE-${name}`, 'de-DE') })),
  });
  const installed = (...names: string[]): typeof present => names.map((name) => ({ PackageName: name, PackageState: 'Installed' }));

  it('adds texts for the components that the image has, told by their packages without a language', async () => {
    present = [...installed(identity('WinPE-WMI'), identity('WinPE-WMI', 'de-DE'), identity('WinPE-HTA', 'en-US')), { PackageName: identity('WinPE-HTA'), PackageState: 'Staged' }];
    expect(await addTexts()).to.deep.equal([`${identity('WinPE-WMI', 'de-DE')}: Installed`]);
    expect(added).to.deep.equal(['de-de/WinPE-WMI_de-de.cab']);
  });

  it('says so where there is none', async () => {
    expect(await addTexts()).to.deep.equal(['the image has no optional component with texts in de-DE']);
    expect(added).to.deep.equal([]);
  });

  it('ends where texts report success and are not there', async () => {
    present = installed(identity('WinPE-HTA'));
    expect(await failureOf(addTexts)).to.include({ code: 'proof' });
  });

  it('ends where a source has changed since the plan', async () => {
    const old = source;
    source = { ...source, stamp: '0'.repeat(64) };
    const add = (): Promise<string[]> => languageActions['add-source-package'](tools(), { action: 'add-source-package', input: source.sha256, name: 'source', path: 'de-de/lp.cab' });
    expect(await failureOf(add)).to.include({ code: 'input-invalid' });
    source = old;
    await add();
    expect(added).to.deep.equal(['de-de/lp.cab']);
  });

  it('proves that lang.ini names the languages', async () => {
    const generate = (): Promise<string[]> => languageActions['generate-lang-ini'](tools(), { action: 'generate-lang-ini', languages: ['de-DE', 'ja-JP'] });
    langIni = '[Available UI Languages]\r\nen-US = 3\r\nde-de = 0\r\n';
    const error = await failureOf(generate);
    expect(error).to.include({ code: 'proof', message: 'The new lang.ini does not name ja-JP' });
    langIni += 'ja-jp = 0\r\n';
    expect(await generate()).to.deep.equal(['languages: en-US, de-de, ja-jp']);
  });

  it('leaves out a package that the image has in the same language, whatever its version', async () => {
    const { context, running, dism } = tools();
    const skip = (wanted: string): Promise<string | undefined> => reasonToSkip(context, running, { kind: 'package-absent', identity: wanted }, dism);
    present = installed(identity('LanguagePack', 'en-US', '10.0.26100.9'));
    expect(await skip(identity('LanguagePack', 'en-us'))).to.contain('has LanguagePack-Package');
    expect(await skip(identity('LanguagePack', 'de-DE'))).to.equal(undefined);
  });
});
