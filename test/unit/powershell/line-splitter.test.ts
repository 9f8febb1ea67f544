import { expect } from 'chai';
import fc from 'fast-check';
import { LineSplitter } from '../../../src/powershell/line-splitter.js';

function split(chunks: string[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const chunk of chunks) splitter.push(chunk);
  splitter.flush();
  return lines;
}

describe('LineSplitter', () => {
  it('gives the same lines however the text is cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\n', '\r\n', '#', 'é') }), fc.array(fc.nat(40)), (text, cuts) => {
        const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
        const chunks = places.slice(1).map((end, n) => text.slice(places[n], end));
        const expected = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
        if (text === '' || text.endsWith('\n')) expected.pop();
        expect(split(chunks)).to.deep.equal(expected);
      }),
    );
  });

  it('passes on a line without an end in pieces', () => {
    const lines = split(Array.from({ length: 40 }, () => 'x'.repeat(1024 * 1024)));
    expect(lines.length).to.be.within(2, 3);
    expect(lines.join('').length).to.equal(40 * 1024 * 1024);
  });
});
