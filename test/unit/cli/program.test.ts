import { join, resolve } from 'node:path';
import { expect } from 'chai';
import type { CliEngine } from '../../../src/cli/engine.js';
import { catalogueEntries, explain } from '../../../src/dism/catalogue.js';
import { ServicingError, type ErrorReport } from '../../../src/schema/errors.js';
import { harness } from '../../support/cli-harness.js';
import { sampleMedia, samplePlan } from '../../support/sample-result.js';

describe('the command line', () => {
  it('answers an unknown option with exit code 2 and the option that was meant', async () => {
    const cli = harness();
    expect(await cli.run('plan', '--meda', '/m')).to.equal(2);
    expect(cli.stdout.text).to.equal('');
    expect(cli.stderr.text).to.include("unknown option '--meda'").and.to.include('Did you mean --media?');
  });

  it('answers an unknown command in the same way', async () => {
    const cli = harness();
    expect(await cli.run('servic')).to.equal(2);
    expect(cli.stderr.text).to.include('Did you mean service?');
  });

  it('shows help on stdout with examples at the bottom, for the program and for every command', async () => {
    for (const command of [[], ['service'], ['plan'], ['inspect'], ['updates'], ['doctor'], ['lab'], ['explain'], ['module-path'], ['setup-host']]) {
      const cli = harness();
      expect(await cli.run(...command, '--help')).to.equal(0);
      expect(cli.stderr.text).to.equal('');
      expect(cli.stdout.text.slice(cli.stdout.text.indexOf('\nExamples:\n'))).to.match(/^\nExamples:\n {2}.+:\n {4}\$ offline-servicing /u);
    }
  });

  it('without a command shows help on stderr and ends with 2', async () => {
    const cli = harness();
    expect(await cli.run()).to.equal(2);
    expect(cli.stderr.text).to.include('Usage: offline-servicing').and.to.include('A command is missing');
  });

  it('prints its version', async () => {
    const cli = harness();
    expect(await cli.run('--version')).to.equal(0);
    expect(cli.stdout.text).to.match(/^\d+\.\d+\.\d+\n$/u);
  });

  it('with --json writes exactly one document, also for a usage error', async () => {
    const good = harness();
    expect(await good.run('inspect', 'media', '--json')).to.equal(0);
    expect(JSON.parse(good.stdout.text)).to.deep.equal(sampleMedia());

    const bad = harness();
    expect(await bad.run('inspect', 'media', '--json', '--nonsense')).to.equal(2);
    const { error } = JSON.parse(bad.stdout.text) as { error: ErrorReport };
    expect(error).to.include({ code: 'usage' });
  });

  it('lets no name out of media reach the terminal as a command to it; JSON has it as it is', async () => {
    const media = sampleMedia();
    const [first] = media.install.images;
    if (first !== undefined) first.name = 'Home\u001b[2J\u001b]0;title\u0007\u202eexe';
    const engine = { inspectMedia: () => Promise.resolve(media) };
    const cli = harness(engine);
    expect(await cli.run('inspect', 'media')).to.equal(0);
    expect(cli.stdout.text).to.include('Home\u27e8U+001B\u27e9[2J').and.to.include('\u27e8U+202E\u27e9exe').and.not.match(/[\u0007\u001b\u202e]/u);
    const json = harness(engine);
    await json.run('inspect', 'media', '--json');
    expect((JSON.parse(json.stdout.text) as typeof media).install.images[0]?.name).to.equal(first?.name);

    const failing = harness({ inspectMedia: () => Promise.reject(new ServicingError('media-invalid', 'first\r\nsecond\u001b[1A')) });
    await failing.run('inspect', 'media');
    expect(failing.stderr.text).to.include('second\u27e8U+001B\u27e9[1A').and.not.match(/[\r\u001b]/u);
  });

  it('gives every error its own exit code and says all that is known about it', async () => {
    const cli = harness({
      inspectMedia: async () => Promise.reject(new ServicingError('media-invalid', 'sources/install.wim is damaged', {
        hresult: '0x8007000d', symbol: 'ERROR_INVALID_DATA', logPath: '/logs/dism.log', advice: 'Download it again.', details: ['blob 7 is short'],
      })),
    });
    expect(await cli.run('inspect', 'media')).to.equal(3);
    for (const part of ['sources/install.wim is damaged', '0x8007000d ERROR_INVALID_DATA', '/logs/dism.log', 'Download it again.', 'blob 7 is short']) {
      expect(cli.stderr.text).to.include(part);
    }
  });

  it('calls what is no ServicingError a bug, exit code 1', async () => {
    const cli = harness({ inspectMedia: async () => Promise.reject(new TypeError('x is undefined')) });
    expect(await cli.run('inspect', 'media', '--verbose')).to.equal(1);
    expect(cli.stderr.text).to.include('x is undefined').and.to.include('bug').and.to.include('TypeError');
  });

  it('resolves paths against the current folder', async () => {
    const seen: unknown[] = [];
    const cli = harness({
      inspectMedia: async (path) => { seen.push(path); return Promise.resolve(sampleMedia()); },
      scanUpdates: async (paths) => { seen.push(paths); return Promise.resolve({ schemaVersion: 1, updates: [], ignored: [] }); },
    });
    await cli.run('inspect', 'iso');
    await cli.run('updates', 'a.msu', '/b');
    expect(seen).to.deep.equal([resolve('/cwd/iso'), [resolve('/cwd/a.msu'), resolve('/b')]]);
  });

  it('uses colours only where they are wanted', async () => {
    const plain = harness();
    plain.stdout.isTTY = true;
    plain.env['NO_COLOR'] = '1';
    await plain.run('inspect', 'm');
    expect(plain.stdout.text).not.to.include('\u001b');

    const forced = harness();
    forced.env['FORCE_COLOR'] = '1';
    await forced.run('inspect', 'm');
    expect(forced.stdout.text).to.include('\u001b[');

    const flag = harness();
    flag.env['FORCE_COLOR'] = '1';
    await flag.run('inspect', 'm', '--no-color');
    expect(flag.stdout.text).not.to.include('\u001b');
  });
});

describe('plan', () => {
  it('shows updates with reasons, targets, steps with recipe numbers, conditions, estimate and warnings', async () => {
    const cli = harness();
    expect(await cli.run('plan', '--media', 'm', '--updates', 'u')).to.equal(0);
    const text = cli.stdout.text;
    const flat = text.replace(/\s+/gu, ' ').toLowerCase();
    for (const part of [
      'take', 'KB4338853 ssu.msu', 'leave', 'superseded by lcu.msu', '17134.1 -> 17134.165', 'if NetFx3 is enabled in the image',
      'about 50 min', '20.0 GiB', 'No Flash update was found', 'Rehearsal media'.toLowerCase(),
    ]) expect(flat).to.include(part.toLowerCase());
    expect(text).to.match(/^ {2}10 +install:1 +Add the cumulative update again/mu);
    expect(Math.max(...text.split('\n').map((line) => line.length))).to.be.at.most(80);
  });

  it('says where an estimate was measured on this computer', async () => {
    for (const [measured, text] of [[0, 'about 40 s;'], [0.5, 'about 40 s, partly measured here;'], [1, 'about 40 s, measured here;']] as const) {
      const cli = harness({ estimateRun: async () => Promise.resolve({ seconds: 40, measured, steps: new Map() }) });
      await cli.run('plan', '--media', 'm', '--updates', 'u');
      expect(cli.stdout.text).to.include(text);
    }
  });

  it('with --explain has rule and reason of each step; without work it says that there is none', async () => {
    const plan = samplePlan();
    const [first, ...rest] = plan.steps;
    const steps = first === undefined ? rest : [{ ...first, rule: 'Vendor\'s table, row 9; R1', why: 'It installs what follows.' }, ...rest];
    const cli = harness({ planServicing: async () => Promise.resolve({ ...plan, steps }) });
    await cli.run('plan', '--media', 'm', '--updates', 'u');
    expect(cli.stdout.text).not.to.include('row 9');
    await cli.run('plan', '--media', 'm', '--updates', 'u', '--explain');
    expect(cli.stdout.text.replace(/\s+/gu, ' ')).to.include('Vendor\'s table, row 9; R1: It installs what follows.');
    const idle = harness({ planServicing: async () => Promise.resolve({ ...plan, steps: [], targets: [], upToDate: 'every image has it' }) });
    expect(await idle.run('plan', '--media', 'm', '--updates', 'u')).to.equal(0);
    expect(idle.stdout.text).to.include('Nothing to do: every image has it').and.not.include('0 steps');
  });

  it('with --json is the plan itself', async () => {
    const cli = harness();
    await cli.run('plan', '--media', 'm', '--updates', 'u', '--json');
    expect(JSON.parse(cli.stdout.text)).to.deep.equal(samplePlan());
  });
});

describe('doctor, explain and lab', () => {
  it('doctor shows checks with advice and leaves 8 where something is missing', async () => {
    const doctor: CliEngine['doctor'] = async () => Promise.resolve({
      ok: false,
      checks: [
        { id: 'a', title: 'Node', status: 'ok', detail: '20.19' },
        { id: 'b', title: 'PowerShell', status: 'failed', detail: 'not found', advice: 'Install PowerShell 7.' },
      ],
    });
    const cli = harness({ doctor });
    expect(await cli.run('doctor', '--backend', 'rehearsal')).to.equal(8);
    expect(cli.stdout.text).to.match(/FAILED +PowerShell +not found\n +Install PowerShell 7\./u);
  });

  it('doctor refuses a backend that does not exist', async () => {
    const cli = harness();
    expect(await cli.run('doctor', '--backend', 'magic')).to.equal(2);
    expect(cli.stderr.text).to.include('--backend (OFFLINE_SERVICING_BACKEND) takes native or rehearsal');
  });

  it('explain shows meaning, cause and advice, and takes the signed number that an exit code is', async () => {
    for (const code of ['0x800F081E', '800f081e', '-2146498530', 'CBS_E_NOT_APPLICABLE']) {
      const cli = harness({ explain: async (asked) => Promise.resolve(explain(asked)) });
      expect(await cli.run('explain', code)).to.equal(0);
      expect(cli.stdout.text).to.include('0x800f081e CBS_E_NOT_APPLICABLE').and.to.include('Cause').and.to.include('What to do');
    }
  });

  it('explain of a code that the catalogue lacks says what the number tells, of a word that is none is a usage error', async () => {
    const asked = async (code: string): Promise<[number, string]> => {
      const cli = harness({ explain: async (text) => Promise.resolve(explain(text)) });
      return [await cli.run('explain', code), cli.stdout.text];
    };
    expect(await asked('0x80071111')).to.satisfy(([exit, text]: [number, string]) => exit === 0 && text.includes('net helpmsg 4369'));
    expect((await asked('0x800f7777'))[1]).to.include('component based servicing').and.include('CBS.log');
    expect(await asked('nonsense')).to.deep.equal([2, '']);
  });

  it('explain without a code lists the catalogue', async () => {
    const list = harness({ catalogue: async () => Promise.resolve(catalogueEntries) });
    expect(await list.run('explain')).to.equal(0);
    expect(list.stdout.text.trimEnd().split('\n').filter((line) => line.includes('0x800f081e'))).to.have.length(1);
    const json = harness({ catalogue: async () => Promise.resolve(catalogueEntries) });
    await json.run('explain', '--json');
    expect(JSON.parse(json.stdout.text)).to.deep.equal(catalogueEntries);
  });

  it('explain knows the exit codes of the program, and still says what DISM means by the number', async () => {
    const cli = harness({ explain: async (text) => Promise.resolve(explain(text)) });
    expect(await cli.run('explain', '5')).to.equal(0);
    expect(cli.stdout.text).to.include('Exit code 5 of offline-servicing: verification failed').and.include('0x80070005');
  });

  it('lab takes editions apart or in one word', async () => {
    const asked: unknown[] = [];
    const cli = harness({ makeLab: async (options) => Promise.resolve((asked.push(options.editions), { media: 'm', updates: 'u', images: [], updatesMade: [], bytes: 0 })) });
    expect(await cli.run('lab', '--build', '17134', '--output', 'lab', '--editions', 'Core,Professional', 'Education')).to.equal(0);
    expect(asked).to.deep.equal([['Core', 'Professional', 'Education']]);
  });

  it('lab checks its numbers before it loads anything', async () => {
    const cli = harness();
    expect(await cli.run('lab', '--build', 'seventeen', '--output', 'lab')).to.equal(2);
    expect(cli.stderr.text).to.include('whole number');
  });
});

describe('width of readable text', () => {
  it('is the terminal\'s, else that of COLUMNS, else one that reads well', async () => {
    const widest = async (columns: number | undefined, variable?: string): Promise<number> => {
      const cli = harness();
      Object.assign(cli.stdout, { columns });
      if (variable !== undefined) cli.env['COLUMNS'] = variable;
      await cli.run('plan', '--media', 'm', '--updates', 'u');
      return Math.max(...cli.stdout.text.split('\n').map((line) => line.length));
    };
    expect(await widest(undefined, '60')).to.equal(await widest(60));
    expect(await widest(undefined, 'wide')).to.equal(await widest(undefined));
    expect(await widest(undefined)).to.be.greaterThan(await widest(60));
  });
});

describe('runs', () => {
  const run = {
    id: 'k3x9qa', folder: '/w/k3x9qa', startedAt: '2026-11-24T10:00:00.000Z', status: 'running' as const, recovered: false, steps: 7,
    planDigest: undefined, sessions: [], request: undefined, bytes: 2048,
  };
  const inspectWorkspace: CliEngine['inspectWorkspace'] = async ({ workspace }) => Promise.resolve({ workspace, runs: [run], leftovers: [], cache: { folder: '/c', results: 0, bytes: 0 } });

  it('lists the runs of a workspace, and nothing of what they were asked for but media and output', async () => {
    const cli = harness({ inspectWorkspace });
    expect(await cli.run('runs', '--workspace', '/w')).to.equal(0);
    expect(cli.stdout.text).to.include('k3x9qa').and.to.include('under way').and.to.include('7 steps');
    const json = harness({ inspectWorkspace });
    await json.run('runs', '--output', '/o/out', '--json');
    const { sessions, request, planDigest, ...rest } = run;
    expect([sessions, request, planDigest]).to.deep.equal([[], undefined, undefined]);
    expect(JSON.parse(json.stdout.text)).to.deep.equal({ workspace: join('/o', '.offline-servicing'), runs: [rest] });
  });
});

describe('clean', () => {
  it('shows and removes the lock of a process that is gone, where nothing else was left', async () => {
    const left = { of: '/w/out', paths: ['/w/out.lock', '/w/out.lock.json'], owner: { pid: 77, host: 'h', startedAt: '2026-11-24T10:00:00.000Z', purpose: 'servicing /m' } };
    const content = { workspace: '/w/.offline-servicing', runs: [], leftovers: [left], cache: { folder: '/c', results: 0, bytes: 0 } };
    const asked: unknown[] = [];
    const answer = async (options: unknown): Promise<typeof content> => {
      asked.push(options);
      return Promise.resolve(content);
    };
    const shown = harness({ inspectWorkspace: answer });
    expect(await shown.run('clean', '--output', '/w/out')).to.equal(0);
    expect(shown.stdout.text).to.include('beside /w/out: out.lock, left by process 77 (servicing /m, started 2026-11-24 10:00)').and.to.include('--yes removes it');
    const removing = harness({ inspectWorkspace: answer, cleanWorkspace: answer });
    expect(await removing.run('clean', '--output', '/w/out', '--yes', '--json')).to.equal(0);
    expect(JSON.parse(removing.stdout.text)).to.deep.equal({ ...content, removed: true });
    expect(asked.at(-1)).to.include({ output: '/w/out', workspace: '/w/.offline-servicing', withCache: false });
  });
});
