import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { contentSource } from '../../../src/media/content-source.js';
import { manifestFacts, readPackageFacts, withStates } from '../../../src/media/package-facts.js';
import { openWim, openWimOf } from '../../../src/media/wim-file.js';
import { describePosix } from '../../support/posix.js';
import { noise, temporaryFolder, wimlib, writeTree } from './wim-support.js';

const update = 'Package_for_KB4338819~31bf3856ad364e35~amd64~~10.0.1.0';
const mum = '<?xml version="1.0"?>\n<assembly xmlns="urn:schemas-microsoft-com:asm.v3">\n<package identifier="KB4338819" applicabilityEvaluation="deep" releaseType="Security Update" restart="possible">';

describePosix('media/package-facts', () => {
  const folder = temporaryFolder();

  it('reads KB and release type of updates in an image, of a WIM inside another one too', async () => {
    const inner = join(folder(), 'winre.wim');
    wimlib('capture', writeTree(join(folder(), 'inner'), { [`Windows/servicing/Packages/${update}.mum`]: `${mum}${' '.repeat(100_000)}`, 'Windows/servicing/Packages/Other~~~~1.mum': mum }), inner, 'WinRE');
    const holder = writeTree(join(folder(), 'holder'), { 'winre.wim': readFileSync(inner) });
    for (const compression of ['none', 'maximum']) {
      const outer = join(folder(), `${compression}.wim`);
      wimlib('capture', holder, outer, 'outer', `--compress=${compression}`);
      const wim = await openWim(outer);
      const sha1 = (await wim.readMetadata(1)).find('winre.wim')?.sha1 ?? '';
      const within = await openWimOf(contentSource('winre.wim', await wim.openContent(sha1, 'winre.wim')));
      const facts = await readPackageFacts(within, 1, [update, 'Other~~~~1', 'Package_for_Gone~~~~1'], {});
      await within.close();
      await wim.close();
      expect(facts).to.deep.equal({ [update]: { kb: 'KB4338819', releaseType: 'Security Update' } });
    }
  });

  it('gives any stretch of a content, as its file has it', async () => {
    const bytes = noise(100_000);
    const path = join(folder(), 'stretch.wim');
    wimlib('capture', writeTree(join(folder(), 'stretch'), { noise: bytes }), path, 'x', '--compress=none');
    const wim = await openWim(path);
    const source = contentSource('noise', await wim.openContent((await wim.readMetadata(1)).find('noise')?.sha1 ?? '', 'noise'));
    for (const [offset, length] of [[0, 10], [32_760, 20], [5, 99_000], [99_990, 50], [100_000, 5], [0, 100_000]] as const) {
      expect((await source.read(offset, length)).equals(bytes.subarray(offset, offset + length)), `${offset}+${length}`).to.equal(true);
    }
    await wim.close();
  });

  it('takes nothing from what is no manifest of an update, and states only where they say something', () => {
    expect(manifestFacts('<package releaseType="Feature Pack">')).to.deep.equal({ releaseType: 'Feature Pack' });
    for (const text of ['', '<packages identifier="KB1">', '<package identifier="Feature">']) expect(manifestFacts(text)).to.deep.equal({});
    expect(withStates({ B: { kb: 'KB1' } }, new Map([['B', 'Superseded'], ['A', 'Staged'], ['C', 'Installed']])))
      .to.deep.equal({ A: { state: 'Staged' }, B: { kb: 'KB1', state: 'Superseded' } });
  });
});
