import { expect } from 'chai';
import { provenBy } from '../../../src/updates/proven-by.js';

describe('the file that proves an update', () => {
  const kernel = 'amd64_microsoft-windows-os-kernel_31bf3856ad364e35_10.0.17134.165_none_98bc933809926206';
  const stack = 'amd64_microsoft-windows-servicingstack_31bf3856ad364e35_10.0.17134.164_none_1ba00527dd24b335';

  it('is the kernel of a cumulative update, at the version of its component', () => {
    const members = ['update.mum', `${kernel}.manifest`, `${kernel}/ntoskrnl.exe`, `${stack}.manifest`];
    expect(provenBy(members, 'cumulative')).to.deep.equal({ path: 'Windows/System32/ntoskrnl.exe', version: '10.0.17134.165' });
  });

  it('is TiWorker.exe in the folder of a servicing stack; of two stacks, in that of the newer', () => {
    const older = stack.replace('17134.164', '17134.99');
    expect(provenBy([`${stack}.manifest`, `${older}.manifest`, `${kernel}.manifest`], 'servicingStack')).to.deep.equal({
      path: `Windows/WinSxS/${stack}/TiWorker.exe`, version: '10.0.17134.164',
    });
  });

  it('is none where the package lists no such component, has another kind, or only files like it', () => {
    expect(provenBy(['update.mum', kernel.replace('os-kernel', 'os-kernel-la57')], 'cumulative')).to.equal(undefined);
    expect(provenBy([`${kernel}.manifest`], 'dotNet')).to.equal(undefined);
  });
});
