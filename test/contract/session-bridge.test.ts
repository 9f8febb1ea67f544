import { writeFileSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { packageRoot } from '../../src/files/package-root.js';
import { CmdletError, SessionError } from '../../src/powershell/errors.js';
import type { PowerShellSession } from '../../src/powershell/session.js';
import { isRunning } from '../../src/files/is-running.js';
import { itPosix } from '../support/posix.js';
import { call, errorOf, SessionRig, support, testCmdlets, until } from '../support/sessions.js';

describe('session with a real PowerShell', () => {
  const rig = new SessionRig();
  let session: PowerShellSession;

  before(async () => {
    session = await rig.real();
  });
  after(async () => await rig.cleanUp());

  describe('handshake', () => {
    it('tells versions, backend and the parameters of every cmdlet', () => {
      const { handshake } = session;
      expect(handshake).to.include({ protocol: 1, backend: 'rehearsal', is64Bit: true, dismVersion: '10.0.17134.1' });
      expect(handshake.dismPath).to.equal(support('dism', 'Dism.psd1'));
      expect(handshake.powershellVersion).to.match(/^\d+\.\d+/u);
      expect(handshake.cmdlets['Get-WindowsEdition']).to.have.members(['Path', 'Target', 'LogPath']);
      expect(Object.keys(handshake.cmdlets)).to.have.members(['Get-WindowsEdition', ...testCmdlets]);
      expect(isRunning(handshake.pid)).to.equal(true);
    });

    itPosix('leaves the process group of the client, out of reach of a Ctrl+C', async () => {
      // After the name in brackets: state, parent, group.
      const stat = await readFile(`/proc/${session.handshake.pid}/stat`, 'utf8');
      expect(Number(/\) \S+ \d+ (\d+)/u.exec(stat)?.[1])).to.equal(session.handshake.pid);
    });

    it('names a module that is missing', async () => {
      const dismPath = join(await rig.folder(), 'nonexistent');
      const error = await errorOf(SessionError, rig.real({ dismPath }));
      expect(error).to.include({ reason: 'start', code: 'powershell' });
      expect(error.message).to.include('nonexistent');
    });

    it('refuses a module that PowerShell 7 runs in another PowerShell', async () => {
      const dismPath = join(await rig.folder(), 'remote');
      await cp(support('dism'), dismPath, { recursive: true });
      const manifest = join(dismPath, 'Dism.psd1');
      await writeFile(manifest, (await readFile(manifest, 'utf8')).replace("Backend = 'rehearsal'", 'ImplicitRemoting = $true'));
      expect((await errorOf(SessionError, rig.real({ dismPath }))).message).to.include('by remoting only');
    });

    it('works from folders with odd names', async () => {
      const quoted = process.platform === 'win32' ? '' : '"d"';
      const folder = join(await rig.folder(), `odd [a] 'q' ${quoted} $(x) \`t; é & {0}`);
      await mkdir(folder);
      await cp(support('dism'), join(folder, 'dism'), { recursive: true });
      const odd = await rig.real({ dismPath: join(folder, 'dism'), workspace: join(folder, 'w') });
      expect((await call(odd, 'Get-TestPackage', { Count: 200 })).output).to.have.length(200);
      await odd.close();
    });
  });

  describe('values', () => {
    it('travel both ways as data, whatever they hold', async () => {
      for (const text of [`'; "$(Get-Date)" \`t ; | & {} @() #`, 'a\r\nb\tc', '\u0000\u0001\u001b[0m\u007f\u0085\u2028', 'é日本\u{1F600}', '\ud800', '', 'C:\\x\\', '{"a":"\\u0041"}']) {
        const { output } = await call(session, 'Get-TestEcho', { Text: text, List: [text, 'b'], Value: { key: [text, 1.5, null, true, {}, []] } });
        expect(output[0]).to.deep.include({ Text: text, List: [text, 'b'], Value: { key: [text, 1.5, null, true, {}, []] } });
      }
    });

    it('are bound as PowerShell binds them', async () => {
      const { output } = await call(session, 'Get-TestEcho', { Flag: false, State: 'installed', List: 'one', Value: 9007199254740991 });
      expect(output[0]).to.deep.include({ Flag: false, State: 'Installed', List: ['one'], Value: 9007199254740991, ValueType: 'System.Int64' });
      expect(output[0]?.['Bound']).to.have.members(['Flag', 'State', 'List', 'Value']);
    });

    it('are projected the same way whatever they are', async () => {
      const { output } = await call(session, 'Get-TestValue');
      expect(output.slice(1)).to.deep.equal([{ $type: 'System.String', value: 'text' }, { $type: 'System.Int32', value: 42 }]);
      const { Cycle, ...values } = output[0] ?? {};
      expect(values).to.deep.equal({
        $type: 'System.Management.Automation.PSCustomObject',
        Null: null, Text: 'a"b\\c\n\u{1F600}', Control: '\u0000\u001b\u2028', Lone: '\ud800', Enum: 'Installed', True: true,
        Byte: 255, Int: -2147483648, Safe: 9007199254740991, Big: '-9223372036854775808', Unsigned: '18446744073709551615',
        Real: 0.1, Nan: 'NaN', Infinity: '-Infinity', Decimal: 1.5,
        Utc: '2018-07-10T06:57:00.123Z', Offset: '2018-07-10T06:57:00.000Z', Minimum: '0001-01-01T00:00:00.000Z',
        Guid: '389c464d-8b8d-48e9-aafe-6d8a590d6798', Version: '10.0.17134.165', Span: '01:30:00', Bytes: 'AQL/',
        Map: { b: 1, a: {} }, Empty: [], One: [7], Nested: [[1, 2], []], Switch: true, Type: 'int',
        Object: {
          $type: 'TestPackage', PackageName: 'inner', PackageState: 'NotPresent', Index: 0, Size: 0,
          InstallTime: '0001-01-01T00:00:00.000Z', Online: false, Path: null, LogPath: null,
        },
      });
      expect(JSON.stringify(Cycle).split('"cycle"').length - 1).to.be.within(2, 6);
    });
  });

  describe('streams', () => {
    it('tell of warnings, verbose messages and progress while the cmdlet runs', async () => {
      const heard = new Set<string>();
      const percents: number[] = [];
      const allHeard = join(await rig.folder(), 'all-heard');
      // The cmdlet ends once all was heard: what came with its end only would never be.
      const note = (what: string): void => {
        if (heard.add(what).size === 3 && percents.length > 3) writeFileSync(allHeard, '');
      };
      const { output, warnings } = await call(session, 'Invoke-TestWork', { Milliseconds: 1_000, Until: allHeard }, {
        onProgress: ({ percent, activity, status }) => {
          percents.push(percent);
          note(`${activity} ${status}`);
        },
        onWarning: note,
        onVerbose: note,
      });
      expect(output).to.deep.equal([{ $type: 'System.String', value: 'worked' }]);
      expect(warnings).to.deep.equal(['work of 1000 ms']);
      expect([...heard]).to.have.members(['work of 1000 ms', 'verbose text', 'Operation Running']);
      expect(percents).to.deep.equal([...percents].sort((a, b) => a - b));
      expect(percents.at(-1)).to.equal(100);
    });

    it('tell when a cmdlet is silent for long, again and again, and end nothing', async () => {
      let stalls = 0;
      const enough = join(await rig.folder(), 'stalled');
      const onStall = (): void => { if ((stalls += 1) === 2) writeFileSync(enough, ''); };
      const { output } = await call(session, 'Invoke-TestWork', { Milliseconds: 0, Steps: 1, Until: enough }, { stallWarningMs: 100, onStall });
      expect(output).to.have.length(1);
      expect(stalls).to.be.greaterThan(1);
    });

    it('survive a listener that throws', async () => {
      const error = await errorOf(RangeError, call(session, 'Invoke-TestWork', { Milliseconds: 100 }, { onWarning: () => { throw new RangeError('view'); } }));
      expect(error.message).to.equal('view');
      expect(session.state).to.equal('ready');
    });

    it('may be mixed with what is printed past them', async () => {
      rig.log.length = 0;
      const noise = `#osf:x:{} no newline \u001b[31m`;
      expect((await call(session, 'Write-TestNoise', { Text: noise })).output).to.deep.equal([{ $type: 'System.String', value: 'quiet' }]);
      expect((await call(session, 'Write-TestNoise', { Text: 'n\n', Count: 5_000 })).output).to.have.length(1);
      expect(rig.log).to.include(noise);
      expect(session.state).to.equal('ready');
    });
  });

  describe('errors', () => {
    it('of a cmdlet keep their HRESULT, ids and the warnings before them', async () => {
      const error = await errorOf(CmdletError, call(session, 'Invoke-TestError', { Kind: 'Terminating' }));
      expect(error).to.deep.include({
        cmdlet: 'Invoke-TestError', type: 'System.Runtime.InteropServices.COMException', hresult: '0x800f081f', category: 'NotSpecified',
        fullyQualifiedErrorId: 'Invoke-TestError', message: 'The source files could not be found.',
        warnings: ['Invoke-TestError failed. Error code = 0x800f081f'], others: [],
      });
    });

    it('that do not terminate fail the call as well', async () => {
      const error = await errorOf(CmdletError, call(session, 'Invoke-TestError', { Kind: 'NonTerminating' }));
      expect(error).to.deep.include({ hresult: '0x800f081f', others: ['The source files could not be found.'] });
    });

    it('come out of the exceptions that carry them', async () => {
      const thrown = await errorOf(CmdletError, call(session, 'Invoke-TestError', { Kind: 'Throw' }));
      expect(thrown).to.include({ type: 'System.Runtime.InteropServices.COMException', hresult: '0x800f081f' });
      expect(thrown.position).to.include('TestCmdlets.psm1');
      expect(await errorOf(CmdletError, call(session, 'Invoke-TestError', { Kind: 'Inner' }))).to.include({ type: 'System.IO.DirectoryNotFoundException', hresult: '0x80070003' });
    });

    it('of binding are errors of the cmdlet', async () => {
      const unknown = await errorOf(CmdletError, call(session, 'Get-TestEcho', { Nonsense: 1 }));
      expect(unknown.fullyQualifiedErrorId).to.match(/^NamedParameterNotFound/u);
      expect(await errorOf(CmdletError, call(session, 'Get-TestEcho', { State: 'x' }))).to.include({ category: 'InvalidData' });
    });

    it('come at once from a cmdlet that asks a question', async () => {
      for (const Confirmed of [false, true]) {
        expect((await errorOf(CmdletError, call(session, 'Read-TestInput', { Confirmed }))).message).to.include('user interaction');
      }
    });

    it('meet every command that is not on the list', async () => {
      for (const cmdlet of ['Get-Command', 'Dism\\Get-WindowsEdition', 'Mount-WindowsImage', '', '__proto__', 'Get-TestEcho; exit']) {
        expect(await errorOf(CmdletError, call(session, cmdlet)), cmdlet).to.include({ type: 'System.NotSupportedException' });
      }
    });

    it('leave the session ready', async () => {
      expect(session.state).to.equal('ready');
      expect((await call(session, 'Get-WindowsEdition', { Path: 'x' })).output[0]).to.include({ Edition: 'Professional', Path: 'x' });
    });
  });

  describe('stopping', () => {
    /** The id of a new child of a session's process. */
    async function childOf(own: PowerShellSession): Promise<number> {
      const { output } = await call(own, 'Start-TestChild');
      const id = Number(output[0]?.['value']);
      expect(isRunning(id)).to.equal(true);
      return id;
    }

    it('cancels a cmdlet in its midst', async () => {
      const own = await rig.real({ graceMs: 60_000 });
      const stop = new AbortController();
      const work = call(own, 'Invoke-TestWork', { Milliseconds: 600_000, Steps: 6_000 }, { signal: stop.signal, onWarning: () => { stop.abort(); } });
      expect((await errorOf(SessionError, work)).reason).to.equal('cancelled');
      await own.close();
      expect(await own.closed).to.deep.equal({ stderr: [] });
    });

    it('ends a cmdlet that hangs with its children, at the deadline', async () => {
      const own = await rig.real();
      const child = await childOf(own);
      const error = await errorOf(SessionError, call(own, 'Invoke-TestHang', {}, { deadlineMs: 400 }));
      expect(error.reason).to.equal('deadline');
      await until('the child is gone', () => !isRunning(child) && !isRunning(own.handshake.pid));
    });

    itPosix('ends the children of a session that is killed in mid-command', async () => {
      const own = await rig.real();
      const child = await childOf(own);
      const lost = errorOf(SessionError, call(own, 'Invoke-TestHang'));
      await until('the call runs', () => own.state === 'busy');
      process.kill(own.handshake.pid, 'SIGKILL');
      expect((await lost).reason).to.equal('lost');
      await until('the child is gone', () => !isRunning(child));
    });

    it('sees a process that exits by itself', async () => {
      const own = await rig.real();
      const error = await errorOf(SessionError, call(own, 'Invoke-TestError', { Kind: 'Exit' }));
      expect(error.reason).to.equal('lost');
      expect(error.message).to.include('exit code 3');
    });
  });

  it('allows no test cmdlet unless a test asks for it', async () => {
    const { executable } = session.handshake;
    const plain = await rig.real({ executable, extra: { module: support('TestCmdlets.psm1'), cmdlets: [] } });
    expect(await errorOf(CmdletError, call(plain, 'Get-TestEcho'))).to.include({ type: 'System.NotSupportedException' });
    await plain.close();
  });

  it('is written for 5.1: ASCII, and no word of a later PowerShell', async () => {
    const folder = join(packageRoot(), 'ps', 'bridge');
    const files = (await readdir(folder, { recursive: true })).filter((file) => /\.ps(m|d)?1$/u.test(file));
    expect(files).to.have.length(9);
    for (const file of files) {
      const text = await readFile(join(folder, file), 'utf8');
      expect(text, file).to.match(/^[\t\n\r -~]*$/u);
      const code = text.replace(/^\s*#.*$/gmu, '');
      expect(code, file).not.to.match(/\?\?|\?\.|&&|\|\||Add-Type|ConvertTo-Json|Invoke-Expression|-AsHashtable|-Parallel|\[(ulong|uint|ushort|short|semver)\]/u);
    }
  });
});
