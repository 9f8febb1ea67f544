import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { formatCmTrace } from '../../../src/report/cmtrace.js';
import { Privacy } from '../../../src/report/privacy.js';
import { openRunLog } from '../../../src/report/run-log.js';
import { stampEvents } from '../../support/sample-result.js';

const cmTracePattern = /^<!\[LOG\[(?<message>.*?)\]LOG\]!><time="(?<time>\d\d:\d\d:\d\d\.\d{3})(?<bias>[+-]\d{3,})" date="(?<date>\d\d-\d\d-\d{4})" component="(?<component>[^"]*)" context="" type="(?<type>[123])" thread="\d+" file="(?<file>[^"]*)">$/u;

/** Reads a line back as CMTrace does. */
function parse(line: string): { message: string; type: string; component: string; file: string; moment: number } {
  const groups = cmTracePattern.exec(line)?.groups;
  if (groups === undefined) throw new Error(`not a CMTrace line: ${line}`);
  const { message = '', time = '', bias = '', date = '', component = '', type = '', file = '' } = groups;
  const [month, day, year] = date.split('-');
  const moment = Date.parse(`${year}-${month}-${day}T${time}Z`) + Number(bias) * 60_000;
  return { message, type, component, file, moment };
}

describe('the CMTrace format', () => {
  it('writes local time with a bias that leads back to the moment', () => {
    const time = new Date('2026-07-14T22:30:05.123Z');
    expect(parse(formatCmTrace({ message: 'x', time, component: 'c', type: 1 })).moment).to.equal(time.getTime());
  });

  it('keeps an entry one entry, whatever the message says', () => {
    const message = 'first\r\n  second ]LOG]!><time="00:00:00.000+000"';
    const parsed = parse(formatCmTrace({ message, time: new Date(), component: 'a"b\nc', type: 3, source: '"' }));
    expect(parsed.message).to.match(/^first \| second/u);
    expect(parsed.component).to.equal("a'b c");
    expect(parsed.type).to.equal('3');
  });

  it('is read back entry by entry by a reader that knows only the marks, not the lines', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(']LOG]!>', '<![LOG[', '<![LOG[x]LOG]!><time="1', '\r', '\u2028', '>\n<'));
    const entry = fc.record({ message: fc.array(text).map((parts) => parts.join('')), component: text, source: text, type: fc.constantFrom(1 as const, 2 as const, 3 as const), thread: fc.nat() });
    fc.assert(fc.property(fc.array(entry, { maxLength: 6 }), (entries) => {
      const file = entries.map((one) => `${formatCmTrace({ ...one, time: new Date(0) })}\r\n`).join('');
      const read = [...file.matchAll(/<!\[LOG\[(?<message>[\s\S]*?)\]LOG\]!><(?<rest>[^>]*)>/gu)];
      expect(read.map(({ groups }) => [/type="(\d)"/u.exec(groups?.['rest'] ?? '')?.[1], /thread="(\d+)"/u.exec(groups?.['rest'] ?? '')?.[1]]))
        .to.deep.equal(entries.map((one) => [String(one.type), String(one.thread)]));
      expect(file.split(/\r\n|[\r\n\u0085\u2028\u2029]/u)).to.have.length(entries.length + 1);
    }));
  });
});

describe('the run log', () => {
  let folder: string;
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'run-log-')); });
  afterEach(async () => { await rm(folder, { recursive: true, force: true }); });

  const events = stampEvents([
    { type: 'run-started', planDigest: 'd', backend: 'rehearsal', toolVersion: '0.1.0', steps: 2, workspace: '/w', output: '/o' },
    { type: 'step-started', step: 'install:1/mount', target: 'install:1', title: 'Mount' },
    { type: 'step-progress', step: 'install:1/mount', target: 'install:1', percent: 50 },
    { type: 'step-failed', step: 'install:1/mount', target: 'install:1', durationMs: 1200, error: { code: 'servicing', message: 'no', hresult: '0xc1420127' } },
    { type: 'warning', message: 'look here', target: 'install:1' },
    { type: 'check', id: 'c', title: 'Builds', ok: true, evidence: 'all' },
    { type: 'run-finished', status: 'failed', durationMs: 65_000 },
  ]);

  it('has everything in the files when close resolves', async () => {
    const log = openRunLog(join(folder, 'deep', 'logs'));
    for (const event of events) log.event(event);
    log.debug('raw line of a session');
    await log.close();
    expect(log.problem).to.equal(undefined);

    const cmTrace = await readFile(join(log.folder, 'servicing.log'), 'utf8');
    expect(cmTrace.charAt(0)).to.equal('\ufeff');
    const lines = cmTrace.slice(1).split('\r\n');
    expect(lines.pop()).to.equal('');
    expect(cmTrace.replace(/\r\n/gu, '')).not.to.include('\n');
    const entries = lines.map(parse);
    expect(entries.map((entry) => entry.type)).to.deep.equal(['1', '1', '3', '2', '1', '3']);
    expect(entries[2]).to.include({ component: 'install:1', file: 'install:1/mount' });
    expect(entries[2]?.message).to.include('0xc1420127');
    expect(entries[0]?.moment).to.equal(Date.parse(events[0]?.time ?? ''));

    const ndjson = (await readFile(join(log.folder, 'events.ndjson'), 'utf8')).trimEnd().split('\n').map((line) => JSON.parse(line) as unknown);
    expect(ndjson).to.deep.equal(events.filter((event) => event.type !== 'step-progress'));

    const debug = await readFile(join(log.folder, 'debug.log'), 'utf8');
    expect(debug).to.include('raw line of a session').and.to.include('install:1/mount: Started: Mount');
  });

  it('tells the process that did it, and keeps names out of all three files', async () => {
    const log = openRunLog(folder, new Privacy({ home: '/home/jane', name: 'jane' }));
    const [first, last] = stampEvents([
      { type: 'step-finished', step: 'install:1/mount', target: 'install:1', durationMs: 5, facts: ['from /home/jane/w'], sessions: [{ pid: 4711, startedAt: '2026-11-24T09:00:00.000Z', durationMs: 5 }] },
      { type: 'warning', message: 'D:\\Users\\bob\\x' },
    ]);
    for (const event of [first, last]) if (event !== undefined) log.event(event);
    log.debug('password=abc in /home/jane');
    await log.close();
    const files = await Promise.all(['servicing.log', 'events.ndjson', 'debug.log'].map((name) => readFile(join(folder, name), 'utf8')));
    expect(files.join('')).to.not.match(/jane|bob|abc/u);
    expect(files[0]).to.match(/from ~\/w.* thread="4711" file="install:1\/mount"/u);
    expect(JSON.parse(files[1]?.split('\n')[0] ?? '')).to.deep.equal({ ...first, facts: ['from ~/w'] });
  });

  it('marks the CMTrace file as UTF-8 once, at its begin, also where a resumed run continues it', async () => {
    const [warning] = stampEvents([{ type: 'warning', message: 'M\u00fcnchen' }]);
    for (let at = 0; at < 2; at += 1) {
      const log = openRunLog(folder);
      if (warning !== undefined) log.event(warning);
      await log.close();
    }
    const [cmTrace, ...others] = await Promise.all(['servicing.log', 'events.ndjson', 'debug.log'].map((name) => readFile(join(folder, name), 'utf8')));
    expect(cmTrace).to.match(/^\ufeff<!\[LOG\[M\u00fcnchen\]LOG[^\ufeff]*\r\n<!\[LOG\[M\u00fcnchen\]LOG[^\ufeff]*\r\n$/u);
    expect(others.join('')).not.to.include('\ufeff');
  });

  it('flushes a thousand lines before close resolves', async () => {
    const log = openRunLog(folder);
    for (let at = 0; at < 1000; at += 1) log.debug(`line ${at} ${'x'.repeat(200)}`);
    await log.close();
    const lines = (await readFile(join(folder, 'debug.log'), 'utf8')).trimEnd().split('\n');
    expect(lines).to.have.length(1000);
    expect(lines.at(-1)).to.include('line 999 ');
  });

  it('tells of a log that cannot be written and never throws', async () => {
    await writeFile(join(folder, 'file'), '');
    const { mkdir } = await import('node:fs/promises');
    await mkdir(join(folder, 'servicing.log'));
    const log = openRunLog(folder);
    for (const event of events) log.event(event);
    await log.close();
    expect(log.problem).to.be.a('string');
  });
});
