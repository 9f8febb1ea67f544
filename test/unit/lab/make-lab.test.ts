import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeLab } from '../../../src/lab/make-lab.js';
import { ServicingError } from '../../../src/schema/errors.js';
import { temporaryFolder } from '../../support/temp.js';

async function codeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(() => 'none', (error: unknown) => (error instanceof ServicingError ? error.code : String(error)));
}

describe('lab: options', () => {
  const folder = temporaryFolder();

  it('refuses a folder that has something of a lab already, and leaves it as it was', async () => {
    for (const [name, build] of [['media', 17134], ['updates', 17134], ['repository', 26100], ['extras', 19045]] as const) {
      const output = join(folder(), `with-${name}`);
      await mkdir(join(output, name), { recursive: true });
      expect(await codeOf(makeLab({ build, output }))).to.equal('output-exists');
      expect(await readdir(output)).to.deep.equal([name]);
    }
  });

  it('refuses builds, editions and sizes that it does not know, before it makes anything', async () => {
    const output = join(folder(), 'none');
    expect(await codeOf(makeLab({ build: 22621, output }))).to.equal('usage');
    for (const editions of [[], ['Ultimate'], ['Core', 'Core']]) expect(await codeOf(makeLab({ build: 17134, output, editions }))).to.equal('usage');
    expect(await codeOf(makeLab({ build: 26100, output, product: 'server', editions: ['Core'] }))).to.equal('usage');
    expect(await codeOf(makeLab({ build: 17134, output, product: 'server' }))).to.equal('usage');
    expect(await codeOf(makeLab({ build: 26100, output, separate: true }))).to.equal('usage');
    expect(await codeOf(makeLab({ build: 26100, output, architecture: 'x86' }))).to.equal('usage');
    expect(await codeOf(makeLab({ build: 17763, output, architecture: 'arm64' }))).to.equal('usage');
    for (const revision of [0, 1.5, 70_000]) expect(await codeOf(makeLab({ build: 26100, output, revision }))).to.equal('usage');
    for (const megabytes of [-1, 0.5, 5000]) expect(await codeOf(makeLab({ build: 17134, output, megabytes }))).to.equal('usage');
    expect(await readdir(folder())).to.not.include('none');
  });

  it('leaves nothing behind when it is cancelled', async () => {
    const output = join(folder(), 'cancelled');
    const controller = new AbortController();
    const made = makeLab({ build: 17134, output, signal: controller.signal, onProgress: () => { controller.abort(); } });
    expect(await codeOf(made)).to.equal('cancelled');
    expect(await readdir(folder())).to.not.include('cancelled');
    await mkdir(output);
    expect(await codeOf(makeLab({ build: 17134, output, signal: controller.signal }))).to.equal('cancelled');
    expect(await readdir(output)).to.deep.equal([]);
  });

  it('names the package to install when a tool is missing', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = join(folder(), 'empty');
    try {
      const error = await makeLab({ build: 17134, output: join(folder(), 'no-tools') }).catch((thrown: unknown) => thrown);
      expect(error).to.be.instanceOf(ServicingError).and.include({ code: 'backend' });
      expect((error as ServicingError).advice).to.match(/Install gcab/u);
    } finally {
      process.env['PATH'] = path;
    }
  });
});
