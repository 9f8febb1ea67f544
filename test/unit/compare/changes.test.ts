import { expect } from 'chai';
import fc from 'fast-check';
import { changedDrivers, changedFacts, changedNames, changedPackages, changedStates } from '../../../src/compare/changes.js';
import { pairImages } from '../../../src/compare/pairs.js';
import { sampleMedia } from '../../support/sample-result.js';

const lcu = (version: string, language = ''): string => `Package_for_RollupFix~31bf3856ad364e35~amd64~${language}~${version}`;
const map = (...identities: string[]): Map<string, string> => new Map(identities.map((identity) => [identity, 'Installed']));

describe('what changed in an image', () => {
  it('tells another version of a package from one that came and one that went', () => {
    const found = changedPackages(map(lcu('1.1'), 'Old~t~amd64~~1.0'), map(lcu('1.2'), 'New~t~amd64~~1.0'));
    expect(found).to.deep.equal({
      added: ['New~t~amd64~~1.0'], removed: ['Old~t~amd64~~1.0'], updated: [{ name: 'Package_for_RollupFix amd64', from: '1.1', to: '1.2' }], states: [],
    });
  });

  it('guesses no pairs where a name stands several times, nor across languages', () => {
    const found = changedPackages(map(lcu('1.1')), map(lcu('1.2'), lcu('1.3')));
    expect(found.updated).to.deep.equal([]);
    expect(found).to.include({ added: found.added }).and.satisfy(() => found.added.length === 2 && found.removed.length === 1);
    expect(changedPackages(map(lcu('1.1', 'de-DE')), map(lcu('1.2', 'ja-JP'))).updated).to.deep.equal([]);
  });

  it('tells states only where both sides know them', () => {
    const before = new Map([[lcu('1.1'), 'Installed']]);
    expect(changedPackages(before, new Map([[lcu('1.1').toUpperCase(), 'Superseded']])).states).to.have.length(1);
    expect(changedPackages(before, new Map([[lcu('1.1'), 'unknown']]))).to.deep.equal({ added: [], removed: [], updated: [], states: [] });
  });

  it('loses nothing, and is the other way round from B to A', () => {
    const identity = fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.constantFrom('', 'de-DE'), fc.constantFrom('1.0', '1.1', '2.0')).map(([name, language, version]) => `${name}~t~amd64~${language}~${version}`);
    const packages = fc.array(identity, { maxLength: 12 }).map((identities) => map(...identities));
    fc.assert(fc.property(packages, packages, (a, b) => {
      const [there, back] = [changedPackages(a, b), changedPackages(b, a)];
      expect(back.added).to.deep.equal(there.removed);
      expect(back.removed).to.deep.equal(there.added);
      expect(back.updated.map(({ name, from, to }) => ({ name, from: to, to: from }))).to.have.deep.members(there.updated);
      const came = [...b.keys()].filter((name) => !a.has(name));
      expect(there.added.length + there.updated.length).to.equal(came.length);
    }));
  });

  it('tells drivers by their INF', () => {
    const folder = (inf: string, digest: string): string => `${inf}.inf_amd64_${digest.padStart(16, '0')}`;
    expect(changedDrivers([folder('net', '1'), folder('disk', '1')], [folder('net', '2'), folder('usb', '1')])).to.deep.equal({
      added: [folder('usb', '1')], removed: [folder('disk', '1')], updated: [{ name: 'net.inf_amd64', from: folder('net', '1'), to: folder('net', '2') }],
    });
  });

  it('takes what one side does not know for no change', () => {
    expect(changedFacts([['build', undefined, '1'], ['size', 1, 2], ['name', 'x', 'x']])).to.deep.equal([{ name: 'size', a: '1', b: '2' }]);
    expect(changedNames(undefined, ['x'])).to.deep.equal({ added: [], removed: [] });
    expect(changedStates(new Map([['NetFx3', 'Disabled']]), new Map([['netfx3', 'Enabled'], ['New', 'Disabled']]))).to.deep.equal([
      { name: 'netfx3', a: 'Disabled', b: 'Enabled' }, { name: 'New', b: 'Disabled' },
    ]);
  });
});

describe('which images belong together', () => {
  const [image] = sampleMedia().install.images;
  if (image === undefined) throw new Error('the sample has no image');
  const named = (index: number, name: string, more: Partial<typeof image> = {}): typeof image => ({ ...image, index, name, ...more });

  it('goes by name, then by edition, and never by the index of an install image', () => {
    const a = [named(1, 'Windows 10 Home', { editionId: 'Core' }), named(2, 'Windows 10 Pro', { editionId: 'Professional' }), named(3, 'Gone', { editionId: 'X' })];
    const b = [named(1, 'windows 10 pro', { editionId: 'Professional' }), named(2, 'Renamed', { editionId: 'Core' }), named(3, 'New', { editionId: 'Y' })];
    expect(pairImages(a, b).map((pair) => [pair.a?.index, pair.b?.index])).to.deep.equal([[2, 1], [1, 2], [undefined, 3], [3, undefined]]);
  });

  it('goes by the index for images of WinPE with other names', () => {
    const pe = { installationType: 'WindowsPE', editionId: 'WindowsPE' };
    expect(pairImages([named(1, 'A', pe), named(2, 'B', pe)], [named(1, 'C', pe), named(2, 'D', pe)]).map((pair) => [pair.a?.index, pair.b?.index])).to.deep.equal([[1, 1], [2, 2]]);
  });

  it('puts every image of both sides in exactly one pair', () => {
    const images = fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c', ''), editionId: fc.constantFrom('x', 'y') }), { maxLength: 5 })
      .map((list) => list.map(({ name, editionId }, at) => named(at + 1, name, { editionId })));
    fc.assert(fc.property(images, images, (a, b) => {
      const pairs = pairImages(a, b);
      expect(pairs.flatMap((pair) => pair.a ?? [])).to.have.members(a);
      expect(pairs.flatMap((pair) => pair.b ?? [])).to.have.members(b);
      expect(pairs.every((pair) => pair.a !== undefined || pair.b !== undefined)).to.equal(true);
    }));
  });
});
