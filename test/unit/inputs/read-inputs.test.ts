import { mkdir, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { currentStamp } from '../../../src/files/tree-stamp.js';
import { readInputs } from '../../../src/inputs/read-inputs.js';
import type { InputRequest } from '../../../src/inputs/read-inputs.js';
import { windowsNameProblem } from '../../../src/inputs/windows-name.js';
import type { InputInfo } from '../../../src/schema/inputs.js';
import { failureOf } from '../../support/failure.js';
import { itPosix } from '../../support/posix.js';
import { temporaryFolder } from '../../support/temp.js';

describe('inputs of a request', () => {
  const folder = temporaryFolder();
  const at = (...path: string[]): string => join(folder(), ...path);
  const none: InputRequest = { drivers: [], bootDrivers: [], winreDrivers: [], files: [], registry: [], sources: [] };
  const read = (request: Partial<InputRequest>, signal?: AbortSignal): Promise<InputInfo[]> => readInputs({ ...none, ...request }, { signal });
  const refusal = async (request: Partial<InputRequest>): Promise<string> => {
    const error = await failureOf(() => read(request));
    expect(error.code).to.equal('input-invalid');
    return [error.message, ...error.details].join('\n');
  };
  async function tree(name: string, files: Readonly<Record<string, string>>): Promise<string> {
    await mkdir(at(name), { recursive: true });
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(at(name, path)), { recursive: true });
      await writeFile(at(name, path), content);
    }
    return at(name);
  }

  it('are known by their content, wherever they lie; a change of a name or a byte shows', async () => {
    const net = { 'net/Net.INF': '[Version]', 'net/net.sys': 'code' };
    const [a, b, name, byte, boot] = await read({
      drivers: [await tree('a', net), await tree('elsewhere/b', net), await tree('c', { 'net/other.inf': '[Version]', 'net/net.sys': 'code' }), await tree('d', { ...net, 'net/net.sys': 'codE' })],
      bootDrivers: [at('a')],
    });
    expect(a).to.include({ kind: 'drivers', name: 'a', path: at('a'), size: 13 }).and.property('files').deep.equal(['net/Net.INF']);
    expect([b?.sha256, boot?.sha256]).to.deep.equal([a?.sha256, a?.sha256]);
    expect(new Set([a?.sha256, name?.sha256, byte?.sha256])).to.have.property('size', 3);
  });

  it('of drivers also tell what each INF says of itself', async () => {
    const [input] = await read({ bootDrivers: [await tree('infs', { 'b/two.inf': '[Version]\nDriverVer=1/2/2024,10.1\n[Manufacturer]\n%M%=X,NTarm64', 'one.INF': '[Version]\nProvider=Us' })] });
    expect(input?.drivers?.map(({ sha256: _sha256, ...driver }) => driver)).to.deep.equal([
      { inf: 'b/two.inf', date: '2024-01-02', version: '10.1', architectures: ['arm64'] }, { inf: 'one.INF', provider: 'Us', architectures: ['x86', 'x64', 'arm64'] },
    ]);
    expect((await read({ files: [at('infs')] }))[0]).to.not.have.property('drivers');
  });

  it('of sources only names, sizes and times are read; of a .reg file all of it', async () => {
    const path = await tree('source', { 'x/a.cab': 'MSCF', 'readme.txt': '' });
    await utimes(at('source/x/a.cab'), 1, 1);
    const [before] = await read({ sources: [path] });
    await utimes(at('source/x/a.cab'), 2, 2);
    const [after] = await read({ sources: [path] });
    expect(before?.files).to.deep.equal(['x/a.cab']);
    expect(after?.sha256).to.not.equal(before?.sha256);
    const reg = await tree('reg', { 'a.reg': 'REGEDIT4\n[HKLM\\SOFTWARE\\A]\n', 'wrong.reg': 'REGEDIT4\n[HKCR\\A]\n' });
    expect((await read({ registry: [join(reg, 'a.reg')] }))[0]).to.include({ kind: 'registry', name: 'a.reg' });
    expect(await refusal({ registry: [join(reg, 'wrong.reg')] })).to.contain('wrong.reg, line 2: HKCR\\A cannot be changed');
  });

  it('take every name that Windows has', async () => {
    const names = ["Ünïcode 文件 😀.txt", "a'b`$(c)&;,=+[]{}!~#%^@.txt", '.leading', 'x'.repeat(200)];
    const [input] = await read({ files: [await tree('names', Object.fromEntries(names.map((name) => [`Folder (x86)/${name}`, name])))] });
    expect(input?.files).to.deep.equal(names.map((name) => `Folder (x86)/${name}`).sort());
    for (const name of names) expect(windowsNameProblem(name)).to.equal(undefined);
    for (const name of ['a:b', 'a\\b', 'CON', 'nul.txt', 'COM1', 'dot.', 'space ', 'a?', 'x'.repeat(256)]) expect(windowsNameProblem(name), name).to.be.a('string');
  });

  it('are refused with what is wrong: missing, of the wrong kind, empty, without what they are for', async () => {
    const text = await tree('text', { 'readme.txt': 'x' });
    await mkdir(at('empty'));
    expect(await refusal({ drivers: [at('nowhere')] })).to.contain('is not there');
    expect(await refusal({ files: [join(text, 'readme.txt')] })).to.contain('is a file');
    expect(await refusal({ registry: [text] })).to.contain('is a folder');
    expect(await refusal({ files: [at('empty')] })).to.contain('holds no file');
    expect(await refusal({ winreDrivers: [text] })).to.match(/driver folder for WinRE .* holds no \.inf file[\s\S]*readme\.txt/u);
    expect(await refusal({ sources: [text] })).to.contain('holds no .cab file');
  });

  itPosix('are refused with links that lead out, names that Windows lacks, and names that are one to it', async () => {
    const links = await tree('links', { 'a.txt': 'a' });
    await symlink(at('links/a.txt'), at('links/inside.txt'));
    expect((await read({ files: [links] }))[0]?.files).to.deep.equal(['a.txt', 'inside.txt']);
    await symlink('/etc/hostname', at('links/outside.txt'));
    expect(await refusal({ files: [links] })).to.match(/links that lead out[\s\S]*outside\.txt/u);
    expect(await refusal({ files: [await tree('device', { 'sub/aux.txt': '' , 'b': 'b' })] })).to.contain('sub/aux.txt');
    expect(await refusal({ files: [await tree('winre', { 'windows/System32/recovery/WINRE.WIM': 'x' })] })).to.contain('the recovery image is serviced and put back last');
    expect(await refusal({ files: [await tree('case', { 'Folder/a': '1', 'FOLDER/b': '2' })] })).to.contain('two names that are one to Windows');
  });

  it('show a change after they were read; reading stops when it is cancelled', async () => {
    const path = await tree('changing', { 'a.inf': '1', 'b.sys': '2' });
    const [input] = await read({ drivers: [path] });
    expect(await currentStamp(path)).to.equal(input?.stamp);
    await writeFile(join(path, 'b.sys'), 'longer');
    expect(await currentStamp(path)).to.not.equal(input?.stamp);
    await rename(path, at('moved'));
    expect(await currentStamp(path)).to.equal(undefined);
    expect((await failureOf(() => read({ drivers: [at('moved')] }, AbortSignal.abort()))).code).to.equal('cancelled');
  });
});
