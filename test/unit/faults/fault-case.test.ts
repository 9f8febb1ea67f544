import { expect } from 'chai';
import fc from 'fast-check';
import { caseOf, faultKinds, seedsCovering, stepOf, targetsToRedo } from '../../faults/fault-case.js';
import type { StepFacts, World } from '../../faults/fault-case.js';

const step = (facts: Pick<StepFacts, 'id' | 'target' | 'action' | 'cmdlets'>, at: number): StepFacts => ({ ...facts, position: at + 1, seconds: 1 });

function worldOf(build: number): World {
  return {
    build, cached: ['boot:1', 'install:1'], hresults: ['0x800f081e', '0xc1420117'], waitedFor: ['0xc1420117'],
    steps: ([
      { id: 'media/copy', target: 'media', action: 'copy-media', cmdlets: [] },
      { id: 'install:1/export-source', target: 'install:1', action: 'export-source', cmdlets: ['Export-WindowsImage'] },
      { id: 'install:1/add', target: 'install:1', action: 'add-package', cmdlets: ['Add-WindowsPackage', 'Get-WindowsPackage'] },
      { id: 'install:1/save', target: 'install:1', action: 'save', cmdlets: ['Dismount-WindowsImage'] },
      { id: 'install:1/assemble', target: 'install:1', action: 'assemble-image', cmdlets: ['Export-WindowsImage'] },
    ] as const).map(step),
  };
}

const worlds = [worldOf(17134), worldOf(26100)];
const seeds = fc.nat();

describe('faults/fault-case', () => {
  it('gives the same case for the same seed, with a step and a cmdlet of the world', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const tried = caseOf(seed, worlds);
      expect(caseOf(seed, worlds)).to.deep.equal(tried);
      const world = worlds.find(({ build }) => build === tried.build);
      const id = stepOf(tried.fault);
      const found = world?.steps.find((candidate) => candidate.id === id);
      expect(found === undefined).to.equal(id === undefined);
      if ('cmdlet' in tried.fault) expect(found?.cmdlets).to.include(tried.fault.cmdlet);
    }));
  });

  it('throws a code that is waited for only once', () => {
    fc.assert(fc.property(seeds, (seed) => {
      const { fault } = caseOf(seed, worlds, ['error']);
      if (fault.kind === 'error' && fault.cmdlet === 'Dismount-WindowsImage' && fault.hresult === '0xc1420117') expect(fault.once).to.equal(true);
    }));
  });

  it('makes anew what the step belongs to, and nothing else', () => {
    const redone = (id: string) => targetsToRedo({ kind: 'kill-session', step: id, late: 0 }, worldOf(17134));
    expect(redone('install:1/save')).to.deep.equal(['install:1']);
    expect(redone('install:1/assemble')).to.deep.equal([]);
    expect(redone('media/copy')).to.deep.equal([]);
    expect(targetsToRedo({ kind: 'damage-cache', target: 'boot:1', how: 'flip', place: 0 }, worldOf(17134))).to.deep.equal([]);
  });

  it('covers every kind in each round, whatever the first seed', () => {
    fc.assert(fc.property(seeds, (first) => {
      const kinds = seedsCovering(first, 2, worlds).map((seed) => caseOf(seed, worlds).fault.kind);
      expect(kinds.slice(0, faultKinds.length)).to.have.members(faultKinds);
      expect(kinds.slice(faultKinds.length)).to.have.members(faultKinds);
    }), { numRuns: 20 });
  });

  it('tries the newer generation in some cases, and every kind in a hundred', () => {
    const hundred = Array.from({ length: 100 }, (_, seed) => caseOf(seed, worlds));
    expect(hundred.filter(({ build }) => build === 26100).length).to.be.within(10, 35);
    expect(new Set(hundred.map(({ fault }) => fault.kind))).to.deep.equal(new Set(faultKinds));
  });
});
