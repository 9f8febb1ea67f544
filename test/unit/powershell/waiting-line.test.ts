import { expect } from 'chai';
import { WaitingLine } from '../../../src/powershell/waiting-line.js';

const refusal = (): Error => new Error('refused');
const outcome = async (promise: Promise<number>): Promise<number | string> => await promise.catch((error: unknown) => (error as Error).message);

describe('WaitingLine', () => {
  it('serves in the order of coming', async () => {
    const line = new WaitingLine<number>();
    const served = [line.wait(undefined, refusal), line.wait(undefined, refusal)];
    expect([line.serve(1), line.serve(2), line.serve(3)]).to.deep.equal([true, true, false]);
    expect(await Promise.all(served)).to.deep.equal([1, 2]);
  });

  it('lets one leave without moving the others', async () => {
    const line = new WaitingLine<number>();
    const leaving = new AbortController();
    const served = [line.wait(leaving.signal, refusal), line.wait(undefined, refusal)].map(outcome);
    leaving.abort();
    line.serve(7);
    expect(await Promise.all(served)).to.deep.equal(['refused', 7]);
    expect(await outcome(line.wait(AbortSignal.abort(), refusal))).to.equal('refused');
    expect(line.length).to.equal(0);
  });

  it('refuses all, and keeps no listener on a signal', async () => {
    const line = new WaitingLine<number>();
    const { signal } = new AbortController();
    const served = [line.wait(signal, refusal), line.wait(signal, refusal)].map(outcome);
    line.refuseAll(new Error('over'));
    expect(await Promise.all(served)).to.deep.equal(['over', 'over']);
    expect(line.refuseFirst(new Error('nobody'))).to.equal(false);
  });
});
