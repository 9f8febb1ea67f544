import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { closest } from '../../../src/cli/closest.js';
import type { ServicingRequestInput } from '../../../src/schema/request.js';
import { harness, type Harness } from '../../support/cli-harness.js';
import { samplePlan } from '../../support/sample-result.js';

/** A path as the command line sees it from the harness's folder, on any system. */
const at = (path: string): string => resolve('/cwd', path);

describe('settings of a run', () => {
  let folder: string;
  let requests: ServicingRequestInput[];
  let cli: Harness;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'settings-'));
    requests = [];
    cli = harness({
      planServicing: async (request) => {
        requests.push(request);
        return Promise.resolve(samplePlan());
      },
    });
  });
  afterEach(async () => { await rm(folder, { recursive: true, force: true }); });

  async function config(text: string, name = 'refresh.yaml'): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  }

  it('reads every flag', async () => {
    const code = await cli.run(
      'plan', '--media', 'm', '--updates', 'u1', 'u2', '--updates', 'u3', '--output', '/o', '--edition', 'Professional,Core', '--edition', '3',
      '--recipe', 'classic', '--netfx3', '--backend', 'rehearsal', '--workspace', 'w', '--powershell', '/opt/pwsh', '--dism-path', '/d',
      '--winre-cumulative', 'no', '--reset-base', '--timeout', 'Add-WindowsPackage=7200', 'Mount-WindowsImage=600', '--keep-workspace',
    );
    expect(cli.stderr.text).to.equal('');
    expect(code).to.equal(0);
    expect(requests).to.deep.equal([{
      media: at('m'), updates: [at('u1'), at('u2'), at('u3')], output: at('/o'), edition: ['Professional', 'Core', '3'], recipe: 'classic',
      netfx3: true, backend: 'rehearsal', workspace: at('w'), powershell: '/opt/pwsh', dismPath: at('/d'), winreCumulative: 'no',
      resetBase: true, timeouts: { 'Add-WindowsPackage': 7200, 'Mount-WindowsImage': 600 }, keepWorkspace: true,
    }]);
  });

  it('reads every environment variable', async () => {
    Object.assign(cli.env, {
      OFFLINE_SERVICING_MEDIA: 'm', OFFLINE_SERVICING_UPDATES: ['u1', '/u2'].join(delimiter), OFFLINE_SERVICING_OUTPUT: '/o',
      OFFLINE_SERVICING_EDITION: 'Professional, Core', OFFLINE_SERVICING_NETFX3: 'yes', OFFLINE_SERVICING_WINRE_CUMULATIVE: 'no',
      OFFLINE_SERVICING_TIMEOUTS: 'Add-WindowsPackage=60', OFFLINE_SERVICING_RECIPE: '',
    });
    expect(await cli.run('plan')).to.equal(0);
    expect(requests).to.deep.equal([{
      media: at('m'), updates: [at('u1'), at('/u2')], output: at('/o'), edition: ['Professional', 'Core'], netfx3: true,
      winreCumulative: 'no', timeouts: { 'Add-WindowsPackage': 60 },
    }]);
  });

  it('lets flags win over the environment and the environment over the file', async () => {
    const path = await config('media: from-file\nupdates: [file.msu]\noutput: /file\nrecipe: classic\nnetfx3: true\n');
    Object.assign(cli.env, { OFFLINE_SERVICING_MEDIA: '/env', OFFLINE_SERVICING_OUTPUT: '/env', OFFLINE_SERVICING_NETFX3: 'false' });
    expect(await cli.run('plan', '--config', path, '--media', '/flag')).to.equal(0);
    expect(requests).to.deep.equal([{
      media: at('/flag'), updates: [join(folder, 'file.msu')], output: at('/env'), recipe: 'classic', netfx3: false,
    }]);
  });

  it('reads JSON too, with tabs and a byte order mark', async () => {
    const path = await config('\ufeff{\n\t"media": "/m",\n\t"updates": ["/u"]\n}\n', 'refresh.json');
    expect(await cli.run('plan', '--config', path)).to.equal(0);
    expect(requests[0]).to.include({ media: resolve(folder, '/m') });
  });

  it('takes the schema that a file names for an editor\'s business', async () => {
    const path = await config('{ "$schema": "./offline-servicing.schema.json", "media": "/m", "updates": ["/u"] }', 'refresh.json');
    expect(await cli.run('plan', '--config', path)).to.equal(0);
    expect(requests[0]).to.include({ media: resolve(folder, '/m') }).and.not.have.property('$schema');
  });

  const mistakes: [name: string, text: string, place: string, message: string][] = [
    ['an unknown field', 'media: /m\noutptu: /o\n', ':2:1: ', 'Unknown field outptu (did you mean output?)'],
    ['a wrong type', 'media: /m\nupdates:\n  - /u\n  - 7\n', ':4:5: ', 'updates.1'],
    ['a wrong choice', 'recipe: modern\n', ':1:9: ', 'recipe'],
    ['a duplicate key', 'media: /m\nmedia: /n\n', ':2:1: ', 'unique'],
    ['broken YAML', 'media: [/m\noutput: /o\n', ':2:', ''],
    ['a list at the top', '- media\n', ':1:1: ', ''],
    ['a deadline that is none', 'timeouts:\n  Add-WindowsPackage: soon\n', ':2:23: ', 'timeouts.Add-WindowsPackage'],
  ];
  for (const [name, text, place, message] of mistakes) {
    it(`names file, line and column of ${name}`, async () => {
      const path = await config(text);
      expect(await cli.run('plan', '--config', path, '--media', '/m', '--updates', '/u', '--json')).to.equal(2);
      const { error } = JSON.parse(cli.stdout.text) as { error: { message: string } };
      expect(error.message).to.include(`${path}${place}`).and.to.include(message);
    });
  }

  it('says how to give what is missing', async () => {
    expect(await cli.run('plan', '--updates', 'u')).to.equal(2);
    expect(cli.stderr.text).to.include('--media is missing').and.to.include('OFFLINE_SERVICING_MEDIA');
    expect(requests).to.deep.equal([]);
  });

  it('names flag and variable of a wrong value', async () => {
    cli.env['OFFLINE_SERVICING_NETFX3'] = 'perhaps';
    expect(await cli.run('plan', '--media', 'm', '--updates', 'u')).to.equal(2);
    expect(cli.stderr.text).to.include('OFFLINE_SERVICING_NETFX3');
    const other = harness();
    expect(await other.run('plan', '--media', 'm', '--updates', 'u', '--timeout', 'Add-WindowsPackage=-1')).to.equal(2);
    expect(other.stderr.text).to.include('--timeout');
  });

  it('says so when the file cannot be read', async () => {
    expect(await cli.run('plan', '--config', join(folder, 'none.yaml'))).to.equal(2);
    expect(cli.stderr.text).to.include('cannot be read').and.to.include('ENOENT');
  });
});

describe('the closest word', () => {
  const words = ['media', 'updates', 'output', 'edition', 'workspace', 'winreCumulative'];

  it('finds a word with one slip, and nothing for a different word', () => {
    expect(closest('outptu', words)).to.equal('output');
    expect(closest('MEDIA', words)).to.equal('media');
    expect(closest('zzzzzz', words)).to.equal(undefined);
  });

  it('finds every word from itself with any one character left out', () => {
    fc.assert(fc.property(fc.constantFrom(...words), fc.nat(), (word, at) => {
      const cut = at % word.length;
      expect(closest(word.slice(0, cut) + word.slice(cut + 1), words)).to.equal(word);
    }));
  });
});
