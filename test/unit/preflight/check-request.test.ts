import { expect } from 'chai';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPlan } from '../../../src/plan/create-plan.js';
import { checkHost } from '../../../src/preflight/check-host.js';
import { judgeMounts } from '../../../src/preflight/check-mounts.js';
import { checkDiskSpace, checkPlaces, refuseRehearsedInput } from '../../../src/preflight/check-request.js';
import { chooseBackend } from '../../../src/preflight/choose-backend.js';
import type { HostInfo } from '../../../src/schema/result.js';
import { failureOf } from '../../support/failure.js';
import { cumulative, media, planOptions, scan, stack } from '../../support/plan-fixtures.js';
import { temporaryFolder } from '../../support/temp.js';

describe('preflight', () => {
  const temporary = temporaryFolder();
  const places = () => ({ media: join(temporary(), 'm'), output: join(temporary(), 'o'), workspace: join(temporary(), 'w'), updates: [join(temporary(), 'u')] });
  const plan = createPlan(media(), scan(stack, cumulative), planOptions());

  it('takes native by itself on Windows only', async () => {
    expect(chooseBackend(undefined, 'win32')).to.equal('native');
    expect(chooseBackend('rehearsal', 'linux')).to.equal('rehearsal');
    for (const wanted of [undefined, 'native' as const]) {
      const error = await failureOf(() => chooseBackend(wanted, 'linux'));
      expect(error).to.include({ code: 'backend', exitCode: 8 });
      expect(error.advice).to.contain('--backend rehearsal');
    }
  });

  it('refuses to give rehearsed media to native DISM', async () => {
    expect((await failureOf(() => { refuseRehearsedInput('native', media({ rehearsed: true })); })).code).to.equal('rehearsed-input');
    refuseRehearsedInput('rehearsal', media({ rehearsed: true }));
  });

  it('never writes over an output', async () => {
    mkdirSync(places().output, { recursive: true });
    expect((await failureOf(() => checkPlaces(places()))).code).to.equal('output-exists');
  });

  it('with force an earlier output or an empty folder may be replaced, and nothing that the run reads', async () => {
    const p = { ...places(), force: true };
    await checkPlaces(p);
    writeFileSync(join(p.output, 'thesis.docx'), 'mine');
    expect(await failureOf(() => checkPlaces(p))).to.include({ code: 'output-exists' });
    writeFileSync(join(p.output, 'result.json'), JSON.stringify({ schemaVersion: 1, runId: 'abcdef', toolVersion: '1.0.0', plan: {} }));
    await checkPlaces(p);
    for (const wrong of [{ ...p, updates: [join(p.output, 'updates')] }, { ...p, reads: [join(p.output, 'drivers')] }]) {
      expect(await failureOf(() => checkPlaces(wrong))).to.include({ code: 'usage' });
    }
  });

  it('refuses places inside each other', async () => {
    const p = { ...places(), output: join(temporary(), 'new') };
    await checkPlaces(p);
    for (const wrong of [
      { ...p, output: join(p.media, 'out') }, { ...p, workspace: join(p.media, 'w') }, { ...p, media: join(p.output, 'media') },
      { ...p, workspace: join(p.output, 'w') }, { ...p, updates: [temporary()] },
    ]) expect((await failureOf(() => checkPlaces(wrong))).code).to.equal('usage');
  });

  it('says how much disk space is missing', async () => {
    const error = await failureOf(() => checkDiskSpace(plan, { workspace: temporary(), output: join(temporary(), 'new') }, () => Promise.resolve(1)));
    expect(error.code).to.equal('disk-space');
    expect(error.message).to.match(/needs \d+\.\d+ [MG]iB .* 0\.0 MiB are free/u);
    await checkDiskSpace(plan, { workspace: temporary(), output: join(temporary(), 'new') }, () => Promise.resolve(1e12));
  });

  it('needs elevation for native DISM, and warns where DISM is older than the media', async () => {
    const host: HostInfo = {
      backend: 'native', powershell: 'p', powershellVersion: '5.1', powershellEdition: 'Desktop', dismVersion: '10.0.14393.1', dismPath: 'd',
      elevated: true, platform: 'win32 x64', nodeVersion: 'v20',
    };
    expect(checkHost(host, media().build)[0]).to.contain('older than the media');
    expect(checkHost({ ...host, dismVersion: '10.0.26100.1' }, media().build)).to.deep.equal([]);
    expect(await failureOf(() => checkHost({ ...host, elevated: false }, media().build))).to.include({ code: 'permission', hresult: '0x800702e4' });
    expect(await failureOf(() => checkHost({ ...host, is64Bit: false }, media().build))).to.include({ code: 'preflight' });
    expect(checkHost({ ...host, dismVersion: '10.0.26100.1', is64Bit: true, volume: { format: 'NTFS', kind: 'Fixed' } }, media().build)).to.deep.equal([]);
    for (const volume of [{ format: 'ReFS', kind: 'Fixed' }, { format: 'NTFS', kind: 'Removable' }, { format: '', kind: 'Network' }]) {
      const error = await failureOf(() => checkHost({ ...host, volume }, media().build));
      expect(error).to.include({ code: 'preflight' });
      expect(error.advice).to.contain('--workspace');
    }
  });

  it('looks at the mounts of the computer before it adds its own', async () => {
    const mount = (MountStatus: 'Ok' | 'Invalid', name: string) => ({ Path: `C:\\${name}`, ImagePath: 'C:\\a.wim', ImageIndex: 1, MountMode: 'ReadWrite' as const, MountStatus });
    const folders = ['C:\\.offline-servicing\\abc234\\install1\\mount'];
    expect(judgeMounts({ mounted: [], needed: 2, folders })).to.deep.equal([]);
    expect(judgeMounts({ mounted: [mount('Invalid', 'broken')], needed: 2, folders })).to.have.length(1).and.satisfy(([text]: string[]) => text?.includes('C:\\broken'));
    expect(judgeMounts({ mounted: [mount('Ok', 'other')], needed: 2, folders })).to.have.length(1);
    expect(judgeMounts({ mounted: [], needed: 2, folders: [`C:\\${'x'.repeat(100)}`] })[0]).to.contain('--workspace');
    const many = Array.from({ length: 19 }, (_, at) => mount('Ok', `m${at}`));
    expect(judgeMounts({ mounted: many, needed: 1, folders })).to.have.length(1);
    expect(await failureOf(() => judgeMounts({ mounted: many, needed: 2, folders }))).to.include({ code: 'preflight' });
  });
});
