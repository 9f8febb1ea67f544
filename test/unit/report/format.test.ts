import { expect } from 'chai';
import { formatBytes, formatDuration, formatEstimate } from '../../../src/report/format.js';
import { renderResultJson } from '../../../src/report/result-json.js';
import { servicingResultSchema } from '../../../src/schema/result.js';
import { sampleResult } from '../../support/sample-result.js';

describe('numbers for people', () => {
  it('writes durations', () => {
    expect([0, 340, 4200, 59_960, 185_000, 4_320_000].map(formatDuration))
      .to.deep.equal(['0 ms', '340 ms', '4.2 s', '1 min 00 s', '3 min 05 s', '1 h 12 min']);
  });

  it('writes sizes in binary units', () => {
    expect([1, 812, 1024, 4_400_000_000, 250 * 1024 ** 2].map(formatBytes)).to.deep.equal(['1 byte', '812 bytes', '1.0 KiB', '4.1 GiB', '250 MiB']);
  });

  it('promises no more than an estimate can', () => {
    expect([0, 40, 1500, 5500].map(formatEstimate)).to.deep.equal(['about 1 s', 'about 40 s', 'about 25 min', 'about 1 h 30 min']);
  });
});

describe('result.json', () => {
  it('gives the same bytes whatever the order of keys, and reads back as a result', () => {
    const result = sampleResult();
    const shuffled = Object.fromEntries(Object.entries(result).reverse()) as typeof result;
    expect(renderResultJson(shuffled)).to.equal(renderResultJson(result));
    expect(servicingResultSchema.parse(JSON.parse(renderResultJson(result)))).to.deep.equal(result);
  });
});
