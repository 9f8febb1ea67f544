import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { inspectMedia, planServicing } from '../../src/index.js';
import type { ImageInfo, MediaInfo } from '../../src/index.js';
import { copyOfLab } from '../support/shared-lab.js';
import { temporaryFolder } from '../support/temp.js';
import { runVendorOrder } from '../bench/vendor-run.js';

// It is what our schedule is measured against, so it must do the same work.
describe('the vendor\'s sequential order on the rehearsal', () => {
  const folder = temporaryFolder();
  const variable = 'OFFLINE_SERVICING_REHEARSAL';
  let given: string | undefined;
  let stateHome: string | undefined;
  before(() => {
    given = process.env[variable];
    stateHome = process.env['XDG_STATE_HOME'];
    Reflect.deleteProperty(process.env, variable);
    process.env['XDG_STATE_HOME'] = join(folder(), 'state');
  });
  after(() => {
    if (given !== undefined) process.env[variable] = given;
    if (stateHome === undefined) Reflect.deleteProperty(process.env, 'XDG_STATE_HOME');
    else process.env['XDG_STATE_HOME'] = stateHome;
  });

  for (const { build, order, edition } of [{ build: 17134, order: 'classic', edition: 'Core' }, { build: 26100, order: 'current', edition: 'Professional' }] as const) {
    it(`brings every image of ${build} where our plan brings it (${order})`, async () => {
      const place = join(folder(), order);
      const lab = await copyOfLab({ build, output: join(place, 'lab'), editions: [edition], megabytes: 0 });
      const { targets } = await planServicing({ media: lab.media, updates: [lab.updates], output: join(place, 'output'), backend: 'rehearsal' });
      await runVendorOrder(lab, order, join(place, 'vendor'));
      const made = await inspectMedia(join(place, 'vendor', 'media'));
      const before = await inspectMedia(lab.media);
      const images = ({ install, boot }: MediaInfo): ImageInfo[] => [...install.images, ...boot.images];
      const revisions = images(made).map(({ index, name, version }) => ({ index, name, revision: version?.spBuild }));
      const expected = targets.find(({ id }) => id === 'install:1')?.expectedBuild?.ubr;
      expect(expected).to.be.above(1);
      expect(revisions).to.deep.equal(images(before).map(({ index, name }) => ({ index, name, revision: expected })));
      const file = (...path: string[]): Promise<Buffer> => readFile(join(place, 'vendor', 'media', ...path));
      expect((await file('sources/setup.exe')).equals(await readFile(join(lab.media, 'sources/setup.exe')))).to.equal(false);
    });
  }
});
