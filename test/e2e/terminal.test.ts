import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { LabSuite } from '../support/lab-suite.js';
import { Pty, type PtyOptions } from '../support/pty.js';

const wrapped = /^↩/u;

describe('a run on a terminal', function () {
  if (!existsSync('/usr/bin/script')) {
    it.skip('needs the program script (bsdutils)');
    return;
  }
  const lab = new LabSuite({ editions: ['Core'] });
  const service = (output: string, ...more: string[]): string[] => ['service', '--media', lab.media, '--updates', lab.updates, '--output', output, '--backend', 'rehearsal', '--cache', join(lab.root, 'kept'), ...more];

  function open(args: string[], options: PtyOptions = {}, onScreen?: (lines: string[]) => void): Pty {
    const config = join(lab.root, 'rehearsal.json');
    writeFileSync(config, JSON.stringify({ state: join(lab.root, 'state') }));
    return new Pty(args, { ...options, env: { OFFLINE_SERVICING_REHEARSAL: config, NO_COLOR: '', ...options.env } }, onScreen);
  }

  it('draws a line a target that is never wrapped nor gone, at 80 columns and narrower, and leaves stdout to the result', async () => {
    const output = lab.nextOutput();
    const document = join(lab.root, 'result.json');
    const seen: string[][] = [];
    const pty = open(service(output, '--yes', '--json'), { stdoutTo: document, env: { HOME: lab.root } }, (lines) => { seen.push(lines); });
    await pty.sees(/^install:1 +\[[#.]{12}\] +[1-9]\d?% \d:\d\d:\d\d ~?.* \S/u);
    const resizedAt = seen.length;
    pty.resize(60, 24);
    await pty.sees(/^install:1 +\d+% \d:\d\d:\d\d/u);
    expect(await pty.ended).to.equal(0);
    expect(JSON.parse(readFileSync(document, 'utf8'))).to.include({ status: 'done' });

    // The home folder, in which all of this lies, has a name that nobody who gets the output is to learn.
    const { stdout: told } = spawnSync('grep', ['--recursive', '--files-with-matches', '--text', '--exclude-dir=media', lab.root, output], { encoding: 'utf8' });
    expect(told).to.equal('');
    expect(readFileSync(join(output, 'result.json'), 'utf8')).to.include(`"~/run1/output/media"`);
    const isFrame = (text: string): boolean => /^(?:\d+\/\d+ steps,|install:1|winre|boot:[12]|media) /u.test(text);
    const rows = seen.map((lines) => (lines.some((text) => wrapped.test(text)) ? 'wrapped' : lines.filter(isFrame).length));
    // Once whole, the frame stays whole; only what is on a terminal that becomes narrower is wrapped, and then drawn over.
    const whole = rows.slice(rows.indexOf(6));
    expect(whole.slice(0, resizedAt - rows.indexOf(6)).filter((count) => count !== 6)).to.deep.equal([]);
    expect(whole.slice(whole.lastIndexOf('wrapped') + 2).filter((count) => count !== 6)).to.deep.equal([]);
    expect(seen.at(-1)?.filter((line) => / 100% +\d:\d\d:\d\d +done$/u.test(line))).to.have.length(5);
  });

  it('asks once, and Ctrl+C ends the run cleanly, with a line under the targets', async () => {
    const output = lab.nextOutput();
    const pty = open(service(output, '--netfx3'));
    await pty.sees('Go on? [Y/n]');
    pty.type('\r');
    await pty.sees(/^install:1 .* \S/u);
    pty.type('\u0003');
    await pty.sees(/^! Interrupted: finishing cleanly/u);
    expect(await pty.ended).to.equal(130);
    expect(existsSync(output)).to.equal(false);
    expect(pty.lines().findIndex((line) => line.startsWith('! Interrupted')), pty.lines().join('\n')).to.be.greaterThan(pty.lines().findIndex((line) => line.startsWith('media ')));
  });

  it('has no colours with NO_COLOR, and plain lines on a dumb terminal', async () => {
    const plain = open(service(lab.nextOutput(), '--yes'), { env: { NO_COLOR: '1' } });
    expect(await plain.ended).to.equal(0);
    expect(plain.output).to.match(/install:1 +\[/u).and.not.match(/\u001b\[[\d;]*m/u);
    const dumb = open(service(lab.nextOutput(), '--yes'), { env: { TERM: 'dumb' } });
    expect(await dumb.ended).to.equal(0);
    expect(dumb.output).to.include('Kept from run').and.not.include('\u001b');
  });
});
