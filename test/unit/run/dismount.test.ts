import { expect } from 'chai';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DismClient } from '../../../src/dism/client.js';
import { packageRoot } from '../../../src/files/package-root.js';
import { discardListed, discardMount, saveAndDismount } from '../../../src/run/dismount.js';
import { ServicingError } from '../../../src/schema/errors.js';
import { failureOf } from '../../support/failure.js';
import { temporaryFolder } from '../../support/temp.js';

const openFiles = '0xc1420117';
const halfDismounted = '0xc142011d';
const notMounted = '0xc142011c';

/** What one call of Dismount-WindowsImage does: it fails with a code, or works; it may have written to the WIM before. */
interface Answer { code?: string; saves?: boolean }

describe('dismount', () => {
  const temporary = temporaryFolder();
  const sources = join(packageRoot(), 'test', 'fixtures', 'media', 'sources');
  let calls: string[];
  let waits: number[];
  let warnings: string[];
  let wim: string;

  beforeEach(() => {
    [calls, waits, warnings] = [[], [], []];
    wim = join(temporary(), 'image.wim');
    copyFileSync(join(sources, 'boot.wim'), wim);
  });

  const options = { wait: (seconds: number) => { waits.push(seconds); return Promise.resolve(); }, warn: (message: string) => { warnings.push(message); } };
  const answering = (...answers: Answer[]) => {
    const client = {
      dismountImage: ({ save }: { save: boolean }) => {
        calls.push(save ? 'save' : 'discard');
        const answer = answers.shift() ?? {};
        if (answer.saves === true) copyFileSync(join(sources, 'install.wim'), wim);
        return answer.code === undefined ? Promise.resolve() : Promise.reject(new ServicingError('servicing', 'failed', { hresult: answer.code }));
      },
    } as unknown as DismClient;
    return <T>(work: (dism: DismClient) => Promise<T>): Promise<T> => work(client);
  };
  const save = (...answers: Answer[]) => saveAndDismount(answering(...answers), { path: temporary(), wim }, options);

  it('needs one call as a rule', async () => {
    expect(await save({ saves: true })).to.deep.equal([]);
    expect(calls).to.deep.equal(['save']);
    expect(waits).to.deep.equal([]);
  });

  it('saves again when a file in the mount was open and nothing had been saved', async () => {
    expect(await save({ code: openFiles }, { code: openFiles }, { saves: true })).to.deep.equal(['dismounted at the third try: files in the mount were in use']);
    expect(calls).to.deep.equal(['save', 'save', 'save']);
    expect(waits).to.deep.equal([5, 10]);
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain(openFiles).and.to.contain(temporary());
  });

  it('only discards the rest of a mount whose content has been saved', async () => {
    await save({ code: openFiles, saves: true }, { code: openFiles }, {});
    expect(calls).to.deep.equal(['save', 'discard', 'discard']);
  });

  it('takes the word of Windows where the WIM cannot be read while it is mounted', async () => {
    wim = join(temporary(), 'locked.wim');
    await save({ code: openFiles }, { code: halfDismounted }, { code: openFiles }, {});
    expect(calls).to.deep.equal(['save', 'save', 'discard', 'discard']);
  });

  it('ends well when the mount went away by itself after the save', async () => {
    await save({ code: openFiles, saves: true }, { code: notMounted });
    expect(calls).to.deep.equal(['save', 'discard']);
  });

  it('never discards what was not saved', async () => {
    expect(await failureOf(() => save({ code: openFiles }, { code: halfDismounted }))).to.include({ hresult: halfDismounted });
    expect(await failureOf(() => save({ code: notMounted }))).to.include({ hresult: notMounted });
    expect(await failureOf(() => save({ code: '0x80070070' }))).to.include({ hresult: '0x80070070' });
    expect(calls).to.not.include('discard');
  });

  it('gives up after some minutes', async () => {
    const always = Array.from({ length: 20 }, () => ({ code: openFiles }));
    expect(await failureOf(() => save(...always))).to.include({ hresult: openFiles });
    const minutes = waits.reduce((sum, seconds) => sum + seconds, 0) / 60;
    expect(minutes).to.be.within(4, 6);
  });

  it('stops waiting when the run is cancelled', async () => {
    const abort = new AbortController();
    const saving = saveAndDismount(answering({ code: openFiles }), { path: temporary(), wim }, { signal: abort.signal, warn: () => { abort.abort(); } });
    expect((await failureOf(() => saving)).code).to.equal('cancelled');
  });

  it('remounts what has lost its process before it discards it, also when that comes out only then', async () => {
    const client = (...answers: Answer[]): DismClient => ({
      remountImage: () => { calls.push('remount'); return Promise.resolve(); },
      dismountImage: (call: { path: string; save: boolean }) => answering(answers.shift() ?? {})((dism) => dism.dismountImage(call)),
    } as unknown as DismClient);
    await discardListed(client(), { Path: temporary(), MountStatus: 'NeedsRemount' });
    await discardListed(client({ code: '0xc1510114' }), { Path: temporary(), MountStatus: 'Ok' });
    expect(calls).to.deep.equal(['remount', 'discard', 'discard', 'remount', 'discard']);
    expect(await failureOf(() => discardListed(client({ code: '0x80070005' }), { Path: temporary(), MountStatus: 'Ok' }))).to.include({ hresult: '0x80070005' });
  });

  it('discards with patience, and a mount that is gone is fine', async () => {
    await discardMount(answering({ code: openFiles }, { code: openFiles }, { code: notMounted }), temporary(), options);
    expect(calls).to.deep.equal(['discard', 'discard', 'discard']);
    expect(await failureOf(() => discardMount(answering({ code: '0x80070005' }), temporary(), options))).to.include({ hresult: '0x80070005' });
  });
});
