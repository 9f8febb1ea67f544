import { expect } from 'chai';
import { cpSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ServicingResult } from '../../src/index.js';
import { LabSuite } from '../support/lab-suite.js';
import { hiveKey, wimExtract, wimPaths } from '../support/outside-tools.js';

const cbs = 'Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\Packages';

describe('languages added to every image', () => {
  const lab = new LabSuite({ build: 26100, editions: ['Professional'], megabytes: 0 });

  /** The lab's cumulative update with its checkpoint, and that of WinRE. */
  function updates(): string[] {
    return readdirSync(lab.updates).filter((name) => /kb5043080|kb5055523|kb5057780/u.test(name)).map((name) => join(lab.updates, name));
  }

  /** Part of the lab's packages for ja-JP, which is quicker: not all features, texts of some components. */
  function source(): string {
    const folder = join(lab.root, 'languages');
    const wanted = /Client-Language-Pack_x64_ja-jp|Fonts-Jpan|Features-Basic-ja-jp|ja-jp.lp|(?:HTA|WMI|Setup|Rejuv)_ja-jp|FontSupport-JA-JP|Speech-TTS(?:-ja-jp)?\.cab/u;
    cpSync(lab.at('repository'), folder, { recursive: true, filter: (path) => statSync(path).isDirectory() || wanted.test(path) });
    return folder;
  }

  let result: ServicingResult;
  let scratch: string;
  const wim = (name: string): string => join(result.output?.media ?? '', 'sources', name);
  /** What the registry of an image says of its packages. */
  const packages = async (file: string, index: number): Promise<string> => {
    const folder = join(scratch, `${index}-${file.slice(file.lastIndexOf('/') + 1)}`);
    return (await hiveKey(await wimExtract(file, index, '/Windows/System32/config/SOFTWARE', folder), cbs)).replaceAll('\\\\', '\\');
  };
  const recorded = (name: string, language = ''): string => `${cbs}\\${name}~31bf3856ad364e35~amd64~${language}~10.0.26100.1]`;

  before(async () => {
    result = await lab.service({ updates: updates(), languages: ['ja-jp'], sources: [source()] });
    scratch = join(lab.root, 'scratch');
    mkdirSync(scratch);
  });

  it('gives install images the language pack and its features', async () => {
    const text = await packages(wim('install.wim'), 1);
    expect(text).to.contain(recorded('Microsoft-Windows-Client-LanguagePack-Package', 'ja-JP'));
    for (const kind of ['Fonts-Jpan', 'Basic-ja-jp']) {
      expect(text).to.contain(recorded(`Microsoft-Windows-LanguageFeatures-${kind}-Package`));
    }
    expect(result.warnings.join()).to.contain('The sources have no OCR, Handwriting, TextToSpeech, Speech for ja-JP');
  });

  it('gives WinRE, WinPE and Setup the texts of what each has, fonts and a voice', async () => {
    const winre = await wimExtract(wim('install.wim'), 1, '/Windows/System32/Recovery/winre.wim', scratch);
    for (const [file, index, own, foreign] of [[winre, 1, 'Rejuv', 'Setup'], [wim('boot.wim'), 1, 'HTA', 'Setup'], [wim('boot.wim'), 2, 'Setup', 'Rejuv']] as const) {
      const text = await packages(file, index);
      for (const [name, language] of [
        ['Microsoft-Windows-WinPE-LanguagePack-Package', 'ja-JP'], ['WinPE-WMI-Package', 'ja-JP'], [`WinPE-${own}-Package`, 'ja-JP'],
        ['WinPE-FontSupport-JA-JP-Package', ''], ['WinPE-Speech-TTS-Package', ''], ['WinPE-Speech-TTS-Package', 'ja-JP'],
      ] as const) expect(text, file).to.contain(recorded(name, language));
      expect(text).not.to.contain(recorded(`WinPE-${foreign}-Package`, 'ja-JP'));
      expect(await wimPaths(file, index)).to.include('/Windows/System32/ja-JP/winpeshl.exe.mui');
    }
  });

  it('brings the same lang.ini to the Setup image and the media', async () => {
    const inside = readFileSync(await wimExtract(wim('boot.wim'), 2, '/sources/lang.ini', scratch));
    expect(inside.toString('utf16le')).to.match(/^ja-jp = /imu);
    expect(readFileSync(wim('lang.ini')).equals(inside)).to.equal(true);
    expect(result.changedFiles.map((file) => file.path)).to.include('sources/lang.ini');
  });

  it('checks all that with its own readers', () => {
    expect(result.checks.filter((one) => /^lang/u.test(one.id)).map((one) => `${one.id} ${one.ok}`).sort())
      .to.deep.equal(['lang-ini-boot:2 true', 'languages-boot:1 true', 'languages-boot:2 true', 'languages-install:1 true', 'languages-winre true']);
  });
});
