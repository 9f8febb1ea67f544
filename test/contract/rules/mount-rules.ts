import { chmod, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { tool } from '../../support/rehearsal-fixtures.js';
import { dism, mountMethods } from '../../support/rehearsal-run.js';
import type { RuleBench } from './rule-bench.js';
import type { Rule } from './rule.js';

const statuses = async (bench: RuleBench, mount: string): Promise<unknown[]> => {
  const [answer] = await bench.must(dism('Get-WindowsImage', { Mounted: true }));
  return (answer?.output ?? []).filter((item) => item['Path'] === mount).map((item) => item['MountStatus']);
};

/** Who may mount what where, and what becomes of a mount. */
export const mountRules: readonly Rule[] = [
  {
    id: 'mount-image-twice', hresult: '0xc1420127', evidence: 'user-report', source: 'github.com/pbatard/rufus issues 2199 and 2623',
    sentence: 'An image that is mounted for writing cannot be mounted for writing again.',
    run: async (bench) => {
      const image = await bench.mounted('plain');
      return bench.code(bench.mount({ wim: image.wim, mount: await bench.newFolder() }));
    },
  },
  {
    id: 'mount-folder-not-empty', hresult: '0xc1420114', evidence: 'vendor', source: 'WimMount messages (wimgapi), text of the code; DISM image management reference: an empty folder',
    sentence: 'The mount folder must be empty.',
    run: async (bench) => {
      const image = await bench.image('plain');
      await writeFile(join(image.mount, 'file'), '');
      return bench.code(bench.mount(image));
    },
  },
  {
    id: 'dismount-while-open', hresult: '0xc1420117', evidence: 'user-report', source: 'github.com/adavak/Win_ISO_Patching_Scripts issue 5; bravomail/tinier11 issue 13',
    sentence: 'A mount is not taken away while a file in it is open, and stays whole.',
    run: async (bench) => {
      const image = await bench.mounted('plain');
      const handle = await open(join(image.mount, 'docs/keep.txt'));
      const code = await bench.code(dism('Dismount-WindowsImage', { Path: image.mount, Save: true }));
      await handle.close();
      expect(await statuses(bench, image.mount)).to.deep.equal(['Ok']);
      return code;
    },
  },
  {
    id: 'mount-read-only-file', hresult: '0xc1510111', evidence: 'user-report', source: 'github.com/mikecel79/DISMGUI issue 7; Chuyu-Team/Dism-Multi-language issue 581',
    sentence: 'A WIM file with the read-only attribute cannot be mounted for writing, but read-only.',
    run: async (bench) => {
      const image = await bench.image('plain');
      await chmod(image.wim, 0o444);
      const code = await bench.code(bench.mount(image));
      await bench.must(bench.mount(image, { ReadOnly: true }));
      return code;
    },
  },
  {
    id: 'save-read-only-mount', hresult: '0xc142010c', evidence: 'assumed', source: 'name and text of the code in the list of WimMount messages',
    sentence: 'What is mounted read-only cannot be committed.',
    run: async (bench) => {
      const image = await bench.image('plain');
      await bench.must(bench.mount(image, { ReadOnly: true }));
      expect(await bench.code(dism('Save-WindowsImage', { Path: image.mount }))).to.equal('0xc142010c');
      return bench.code(dism('Dismount-WindowsImage', { Path: image.mount, Save: true }));
    },
  },
  {
    id: 'service-read-only-mount', hresult: '0xc1510111', evidence: 'assumed', source: 'text of the code: no permission to mount and modify',
    sentence: 'What is mounted read-only cannot be serviced.',
    run: async (bench) => {
      const image = await bench.image('install');
      await bench.must(bench.mount(image, { ReadOnly: true }));
      return bench.code(bench.add(image, await bench.updates.servicingStack()));
    },
  },
  {
    id: 'mount-outlives-client', hresult: 'success', evidence: 'user-report', source: 'stale mounts of crashed runs: github.com/pbatard/rufus issues 2199 and 2623',
    sentence: 'A mount whose client was killed stays listed and Ok, and can be discarded.',
    run: async (bench) => {
      const image = await bench.mounted('plain');
      await bench.rehearsal.kill();
      expect(await statuses(bench, image.mount)).to.deep.equal(['Ok']);
      return bench.code(dism('Dismount-WindowsImage', { Path: image.mount, Discard: true }));
    },
  },
  {
    id: 'mount-after-restart', canRun: mountMethods.includes('fuse'), hresult: '0xc1510114', evidence: 'vendor', source: 'dismapi.h DISMAPI_E_NEEDS_REMOUNT; Mount-WindowsImage -Remount',
    sentence: 'After a restart of the computer a mount needs a remount before it can be serviced.',
    run: async (bench) => {
      const image = await bench.mounted('install');
      // A restart ends what serves the mount.
      for (const id of (await tool('pgrep', '-f', `wimlib-imagex mountrw ${image.wim}`)).split('\n')) process.kill(Number(id), 'SIGKILL');
      const code = await bench.code(dism('Get-WindowsPackage', { Path: image.mount }));
      await bench.must(dism('Mount-WindowsImage', { Path: image.mount, Remount: true }), dism('Get-WindowsPackage', { Path: image.mount }));
      return code;
    },
  },
  {
    id: 'mount-lost-wim', hresult: '0xc1550115', evidence: 'assumed', source: 'MountStatus Invalid is documented; the code of the failed dismount is from its name',
    sentence: 'A mount whose WIM file is lost is Invalid; it cannot be dismounted, only cleared with all broken mounts of the computer.',
    run: async (bench) => {
      const image = await bench.mounted('plain');
      await rm(image.wim);
      expect(await statuses(bench, image.mount)).to.deep.equal(['Invalid']);
      const code = await bench.code(dism('Dismount-WindowsImage', { Path: image.mount, Discard: true }));
      await bench.must(dism('Clear-WindowsCorruptMountPoint', {}));
      expect(await statuses(bench, image.mount)).to.deep.equal([]);
      return code;
    },
  },
  {
    id: 'mount-path-too-long', hresult: '0x800700ce', evidence: 'assumed', source: 'MAX_PATH of 260 characters (Naming Files, Paths, and Namespaces)',
    sentence: 'A mount folder whose path is longer than Windows takes is refused.',
    run: async (bench) => {
      const image = await bench.image('plain');
      const mount = join(dirname(image.wim), 'long'.repeat(30), 'long'.repeat(30));
      await mkdir(mount, { recursive: true });
      return bench.code(bench.mount({ ...image, mount }));
    },
  },
];
