import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { buildHost, HostSession, RawSession, runHost } from './host-process.js';

describe('ps/host: the process', () => {
  let folder: string;

  before(async () => {
    await buildHost();
    folder = await mkdtemp(join(tmpdir(), 'host-test-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function script(text: string, name = 'script.ps1'): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  }

  describe('arguments', () => {
    it('runs -Command with everything behind it, whatever the case of the names', async () => {
      expect(await runHost(['-NOLOGO', '-nop', '-NonInteractive', '-c', '"a', 'b"', ';', '-join(1,2)'])).to.deep.equal({ stdout: 'a b\n12\n', stderr: '', exitCode: 0 });
    });

    it('takes options with values in short forms', async () => {
      const run = await runHost(['-noni', '-ep', 'Bypass', '-InputFormat', 'text', '-o', 'Text', '-wd', folder, '-com', '"$PWD"']);
      expect(run).to.deep.equal({ stdout: `${folder}\n`, stderr: '', exitCode: 0 });
    });

    it('gives a script its positional, named and switch arguments', async () => {
      const path = await script('param($Name, [switch]$On, [switch]$Off = $true) "$Name|$On|$Off|$args|$PSScriptRoot"');
      expect((await runHost(['-File', path, '-Name', 'x y', '-On', '-Off:$false', 'rest'])).stdout).to.equal(`x y|True|False|rest|${folder}\n`);
      expect((await runHost([path, 'first'])).stdout).to.equal(`first|False|True||${folder}\n`);
    });

    it('decodes -EncodedCommand, and -NoExit keeps the session for stdin', async () => {
      const encoded = Buffer.from('$x = "ünï"', 'utf16le').toString('base64');
      expect((await runHost(['-NoExit', '-EncodedCommand', encoded], '"x is $x"\n')).stdout).to.equal('x is ünï\n');
    });

    it('says its version', async () => {
      const run = await runHost(['-Version']);
      expect(run.stdout).to.match(/^PowerShell 7\.6\.\d+\n$/);
    });

    it('refuses what it does not know', async () => {
      for (const args of [['-Frobnicate'], ['-OutputFormat', 'XML', '-c', '1'], ['-File', join(folder, 'absent.ps1')], ['-wd', join(folder, 'absent'), '-c', '1'], ['-Command']]) {
        const run = await runHost(args);
        expect(run.exitCode, args.join(' ')).to.equal(64);
        expect(run.stdout).to.equal('');
        expect(run.stderr).not.to.equal('');
      }
    });
  });

  describe('exit codes', () => {
    const cases: [string, number][] = [
      ['& { exit 9 }', 9],
      ['throw "boom"', 1],
      ['$ErrorActionPreference = "Stop"; Get-Item /no/such/file; "after"', 1],
      ['Write-Error "last one fails"', 1],
      ['1/0; "but this works"', 0],
      ['"unfinished', 1],
    ];
    for (const [text, code] of cases) {
      it(`${String(code)} for -Command ${text}`, async () => expect((await runHost(['-Command', text])).exitCode).to.equal(code));
    }

    it('of a script', async () => {
      expect((await runHost(['-File', await script('function f { exit 5 }; f')])).exitCode).to.equal(5);
      expect((await runHost(['-File', await script('throw "x"')])).exitCode).to.equal(1);
      expect((await runHost(['-File', await script('& sh -c "exit 3"')])).exitCode).to.equal(0);
    });
  });

  describe('streams', () => {
    it('keeps errors on stderr, everything else on stdout, and progress nowhere', async () => {
      const run = await runHost([
        '-Command',
        'Write-Output out; Write-Warning w; Write-Verbose v -Verbose; Write-Host h -NoNewline -ForegroundColor Red; Write-Host e l -Separator .; Write-Information i -InformationAction Continue; Write-Progress p; Write-Error e; Get-Date -Format "\'end\'"',
      ]);
      expect(run.stdout).to.equal('out\nWARNING: w\nVERBOSE: v\nhe.l\ni\nend\n');
      expect(run.stderr).to.contain('Write-Error: e').and.not.contain('\u001B');
    });

    it('writes plain text to a pipe even where TERM promises colours', async () => {
      const session = new RawSession();
      session.send('[PSCustomObject]@{ Name = "x"; Size = 1 }\n"done"\n');
      session.process.stdin.end();
      expect((await session.exited()).code).to.equal(0);
      expect(session.stdout.split(/\s+/).filter(Boolean)).to.deep.equal(['Name', 'Size', '----', '----', 'x', '1', 'done']);
      expect(session.stdout).not.to.contain('\u001B');
    });

    it('carries text outside ASCII both ways', async () => {
      const run = await runHost(['-Command', '-'], '"größe 日本 😀"\n[Console]::Error.Write("é")\n');
      expect(run).to.deep.equal({ stdout: 'größe 日本 😀\n', stderr: 'é', exitCode: 0 });
    });
  });

  describe('statements from stdin', () => {
    it('run one by one as soon as each is complete', async () => {
      const session = new RawSession();
      session.send('$x = 41\n');
      session.send('"first"\n');
      await session.seen('first');
      session.send('function Add-One {\n\n  param($n)\n');
      session.send('  $n + 1\n}\n');
      session.send('if ($true) {\n  "answer $(Add-One $x)"\n}\n');
      await session.seen('answer 42');
      session.send("$text = @'\nkept\n  as is\n'@\n\"[$text]\"\n");
      await session.seen('[kept\n  as is]');
      session.process.stdin.end();
      expect(await session.exited()).to.deep.equal({ code: 0, signal: null });
    });

    it('go on after errors of every kind, and $? tells of the last one', async () => {
      const run = await runHost(['-NoExit', '-Command', '-'], 'throw "a"\n"status $?"\n)\nnosuch-command\n1/0\n"status $?"\n"end"\nexit 3\n"never"\n');
      expect(run.stdout).to.equal('status False\nstatus False\nend\n');
      expect(run.exitCode).to.equal(3);
      expect(run.stderr).to.contain('a').and.contain('nosuch-command').and.contain('divide by zero');
    });

    it('report a statement that the end of the input leaves unfinished', async () => {
      const run = await runHost(['-Command', '-'], '"one"\nif ($true) {\n');
      expect(run.stdout).to.equal('one\n');
      expect(run.stderr).to.contain('}');
    });

    it('cannot be eaten by a question in a non-interactive session', async () => {
      const run = await runHost(['-NonInteractive', '-Command', '-'], 'Read-Host Name\n$Host.UI.PromptForChoice("c", "m", @(), 0)\n"still here"\n');
      expect(run.stdout).to.equal('still here\n');
      expect(run.stderr).to.contain('NonInteractive mode');
    });
  });

  describe('signals', () => {
    it('SIGINT stops neither the session nor the running statement', async () => {
      const session = new RawSession();
      session.send('"ready"; Start-Sleep -Milliseconds 400; "slept"\n');
      await session.seen('ready');
      session.process.kill('SIGINT');
      await session.seen('slept');
      session.process.kill('SIGINT');
      session.send('"alive"\n');
      await session.seen('alive');
      session.process.stdin.end();
      expect(await session.exited()).to.deep.equal({ code: 0, signal: null });
    });

    it('SIGTERM ends it, idle or busy', async () => {
      for (const work of ['', 'Start-Sleep 30\n']) {
        const session = new RawSession();
        session.send(`"ready"\n${work}`);
        await session.seen('ready');
        session.process.kill('SIGTERM');
        const { code, signal } = await session.exited();
        expect(code === 143 || signal === 'SIGTERM', `${String(code)} ${String(signal)}`).to.equal(true);
      }
    });
  });

  describe('through node-powershell', () => {
    it('answers many calls in one session', async function () {
      const started = performance.now();
      const session = new HostSession();
      try {
        expect((await session.invoke('"$($PSVersionTable.PSVersion) $($PSVersionTable.PSEdition)"')).raw).to.match(/^7\.6\.\d+ Core$/);
        const start = performance.now() - started;
        const times: number[] = [];
        for (let i = 0; i < 200; i++) {
          const before = performance.now();
          const { raw } = await session.invoke(`@{ i = ${String(i)} } | ConvertTo-Json -Compress`);
          times.push(performance.now() - before);
          expect(raw).to.equal(`{"i":${String(i)}}`);
        }
        times.sort((a, b) => a - b);
        console.log(`      start ${start.toFixed(0)} ms, round trip ${times[100]?.toFixed(1) ?? ''} ms (median of 200)`);
        const failed = await session.invoke('Write-Error "told"');
        expect(failed.hadErrors).to.equal(true);
        expect(failed.raw).to.contain('told');
        expect((await session.invoke('if ($true) {\n  "several"\n  "lines"\n}')).raw).to.equal('several\nlines');
      } finally {
        await session.dispose();
      }
    });
  });
});
