import { expect } from 'chai';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readInputs } from '../../../src/inputs/read-inputs.js';
import { makePackageCab } from '../../../src/lab/update-file.js';
import type { InputInfo } from '../../../src/schema/inputs.js';
import { readIdentities } from '../../../src/updates/read-identities.js';
import { failureOf } from '../../support/failure.js';
import { temporaryFolder } from '../../support/temp.js';

const pack = 'x64/langpacks/lp.cab';

describe('identities of packages in sources', () => {
  const folder = temporaryFolder();
  let source: InputInfo;

  before(async () => {
    await mkdir(join(folder(), 'x64/langpacks'), { recursive: true });
    await makePackageCab({
      time: new Date('2024-04-01T00:00:00Z'),
      top: {
        identity: { name: 'Microsoft-Windows-Client-LanguagePack-Package', version: '10.0.26100.1', language: 'de-DE' },
        releaseType: 'Language Pack', identifier: 'lp', description: 'lp', parents: { packages: [] }, minimumServicingStack: '10.0.26100.1', children: [],
      },
    }, join(folder(), pack));
    await writeFile(join(folder(), 'other.cab'), 'no cabinet');
    const [read] = await readInputs({ drivers: [], bootDrivers: [], winreDrivers: [], files: [], registry: [], sources: [folder()] });
    if (read === undefined) throw new Error('no source');
    source = read;
  });

  it('reads those that are wanted, of the source that holds them', async () => {
    const [read] = await readIdentities([source], [{ input: source, path: pack }]);
    expect(read?.identities).to.deep.equal({ [pack]: 'Microsoft-Windows-Client-LanguagePack-Package~31bf3856ad364e35~amd64~de-DE~10.0.26100.1' });
    expect(await readIdentities([source], [])).to.deep.equal([source]);
  });

  it('names a file that is no package', async () => {
    const error = await failureOf(() => readIdentities([source], [{ input: source, path: 'other.cab' }]));
    expect(error).to.include({ code: 'input-invalid' });
    expect(error.message).to.contain('other.cab');
  });

  it('ends where it is cancelled', async () => {
    expect(await failureOf(() => readIdentities([source], [{ input: source, path: pack }], { signal: AbortSignal.abort() }))).to.include({ code: 'cancelled' });
  });
});
