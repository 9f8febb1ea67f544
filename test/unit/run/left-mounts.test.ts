import { expect } from 'chai';
import { DismClient } from '../../../src/dism/client.js';
import { discardLeftMounts } from '../../../src/run/past-runs.js';
import { failureOf } from '../../support/failure.js';
import { cmdletError, StubInvoker } from '../../support/stub-invoker.js';

const mount = (path: string, status: string): Record<string, unknown> => ({ Path: path, ImagePath: `${path}.wim`, ImageIndex: 1, MountMode: 'ReadWrite', MountStatus: status });

/** A computer whose mounts cannot be discarded, and what was called there. */
function computer(mounts: readonly Record<string, unknown>[], afterClearing = mounts): { client: DismClient; cmdlets: () => string[] } {
  const answers = {
    'Get-WindowsImage': mounts, 'Dismount-WindowsImage': cmdletError({ cmdlet: 'Dismount-WindowsImage', hresult: '0xc1550115' }),
  };
  const invoker = new StubInvoker(answers);
  const invoke = invoker.invoke.bind(invoker);
  invoker.invoke = (call) => {
    if (call.cmdlet === 'Clear-WindowsCorruptMountPoint') answers['Get-WindowsImage'] = afterClearing;
    return invoke(call);
  };
  return { client: new DismClient(invoker, { logPath: '/log', scratchDirectory: '/scratch' }), cmdlets: () => invoker.calls.map((call) => call.cmdlet) };
}

describe('mounts that an earlier run has left and that cannot be discarded', () => {
  const own = mount('/space/abcdef/winre/mount', 'Invalid');

  it('are cleared with all broken mounts of the computer where every one of them is ours', async () => {
    const { client, cmdlets } = computer([own, mount('/elsewhere', 'Ok')], []);
    expect(await discardLeftMounts(client, '/space/abcdef')).to.deep.equal(['/space/abcdef/winre/mount']);
    expect(cmdlets()).to.include('Clear-WindowsCorruptMountPoint');
  });

  it('stay where somebody else has a broken mount too, which is named', async () => {
    const { client, cmdlets } = computer([own, mount('/elsewhere', 'NeedsRemount')]);
    const error = await failureOf(() => discardLeftMounts(client, '/space/abcdef'));
    expect(error).to.include({ code: 'cleanup' });
    expect(error).to.have.property('details').that.satisfies((details: string[]) => details.some((line) => line.includes('/elsewhere')));
    expect(error).to.have.property('advice').that.includes('Clear-WindowsCorruptMountPoint');
    expect(cmdlets()).to.not.include('Clear-WindowsCorruptMountPoint');
  });

  it('are an error where clearing does not help', async () => {
    const { client } = computer([own]);
    expect(await failureOf(() => discardLeftMounts(client, '/space/abcdef'))).to.include({ code: 'cleanup', advice: 'Restart the computer, then run again.' });
  });
});
