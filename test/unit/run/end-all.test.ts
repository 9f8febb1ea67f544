import { expect } from 'chai';
import { endAll } from '../../../src/run/end-all.js';

describe('what ends a run', () => {
  it('is done in order, a list beside each other, although some of it fails', async () => {
    const seen: string[] = [];
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => { release = resolve; });
    const problems = await endAll([
      () => { seen.push('first'); throw new Error('no journal'); },
      [
        async () => { await gate; seen.push('slow'); },
        () => { seen.push('quick'); release(); throw new Error('no cache'); },
        async () => { await gate; throw new Error('no folder'); },
      ],
      () => { seen.push('last'); },
    ]);
    expect(seen).to.deep.equal(['first', 'quick', 'slow', 'last']);
    expect(problems).to.deep.equal(['no journal', 'no cache', 'no folder']);
  });
});
