import { readFile } from 'node:fs/promises';
import { languagesOfLangIni } from '../../media/lang-ini.js';
import { ServicingError } from '../../schema/errors.js';
import { mountOf } from '../context.js';
import { inputOf } from '../input-path.js';
import { checkProof } from '../proof.js';
import type { ActionsFor } from './tools.js';
import { need } from './tools.js';

/** Languages of a mounted image. */
export const languageActions: ActionsFor<'add-source-package' | 'add-localized-components' | 'generate-lang-ini'> = {
  'add-source-package': async ({ context, running, dism }, action) => {
    const packagePath = await need((await inputOf(context, action.input)).path, action.path);
    await dism((client) => client.addPackage({ path: mountOf(context, running.step.target), packagePath }));
    return [];
  },

  'add-localized-components': async ({ context, running, dism }, action) => {
    const path = mountOf(context, running.step.target);
    const installed = (await dism((client) => client.getPackages(path))).filter((entry) => entry.PackageState === 'Installed');
    const present = new Set(installed.map((entry) => componentOf(entry.PackageName)));
    const wanted = action.components.filter(({ component }) => present.has(component.toLowerCase()));
    const source = (await inputOf(context, action.input)).path;
    for (const { path: file } of wanted) {
      const packagePath = await need(source, file);
      await dism((client) => client.addPackage({ path, packagePath }));
    }
    if (wanted.length === 0) return [`the image has no optional component with texts in ${action.language}`];
    return checkProof(path, { packages: wanted.map(({ identity }) => ({ identity, states: ['Installed', 'InstallPending'] })) }, dism);
  },

  'generate-lang-ini': async ({ context, running, dism }, action) => {
    const path = mountOf(context, running.step.target);
    await dism((client) => client.generateLangIni({ path, distribution: path }));
    const named = languagesOfLangIni(await readFile(await need(path, 'sources/lang.ini')));
    const missing = action.languages.filter((tag) => !named.some((one) => one.toLowerCase() === tag.toLowerCase()));
    if (missing.length > 0) {
      throw new ServicingError('proof', `The new lang.ini does not name ${missing.join(', ')}`, {
        details: [`it names: ${named.join(', ')}`], advice: 'Nothing was kept of this image. Look into the DISM log of the step that added the language pack.',
      });
    }
    return [`languages: ${named.join(', ')}`];
  },
};

/** `winpe-hta` for `WinPE-HTA-Package~31bf3856ad364e35~amd64~~10.0.26100.1`; undefined for packages of a language and others. */
function componentOf(identity: string): string | undefined {
  return /^(WinPE-.+)-Package~[^~]*~[^~]*~~/iu.exec(identity)?.[1]?.toLowerCase();
}
