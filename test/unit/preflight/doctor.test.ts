import { expect } from 'chai';
import type { MountedImage } from '../../../src/dism/objects.js';
import { mountFinding } from '../../../src/preflight/doctor.js';

const mount = (MountStatus: MountedImage['MountStatus']): MountedImage => ({
  Path: '/runs/abc/install1/mount', ImagePath: '/runs/abc/install1/image.wim', ImageIndex: 1, MountMode: 'ReadWrite', MountStatus,
});

describe('mounts that doctor finds', () => {
  it('are nothing to say where there are none', () => {
    expect(mountFinding([])).to.deep.equal({ id: 'mounts', title: 'Mounted images', status: 'ok', detail: 'none' });
  });

  it('are named, with the way to be rid of them, whole or broken', () => {
    const whole = mountFinding([mount('Ok')]);
    expect(whole).to.include({ status: 'warning', detail: '/runs/abc/install1/mount (Ok, /runs/abc/install1/image.wim index 1)' });
    expect(whole.advice).to.contain('-Discard').and.not.contain('Clear-WindowsCorruptMountPoint');
    expect(mountFinding([mount('Ok'), mount('Invalid')]).advice).to.contain('Clear-WindowsCorruptMountPoint');
  });
});
