import { expect } from 'chai';
import { diffText } from '../../../src/cli/render/diff-text.js';
import { createStyle } from '../../../src/cli/render/style.js';
import { renderDifference } from '../../../src/report/difference-html.js';
import type { MediaDifference } from '../../../src/schema/difference.js';

const added = 'Microsoft-Windows-LanguageFeatures-Handwriting-de-de-Package~31bf3856ad364e35~amd64~~10.0.26100.1742';
const side = { kind: 'media', rehearsed: false, bytes: 5_000_000_000 } as const;
const difference: MediaDifference = {
  schemaVersion: 1, a: { ...side, path: '/a' }, b: { ...side, path: '/b' }, same: false, facts: [{ name: 'install images, bytes', a: '5000000000', b: '5000000001' }],
  images: [{
    wim: 'install', name: 'Windows 11 Pro', a: 1, b: 1, change: 'changed', facts: [{ name: 'size', a: '16777216', b: '16777300' }], features: [], drivers: { added: [], removed: [], updated: [] }, apps: { added: [], removed: [] },
    winre: { facts: [{ name: 'build', a: '26100.1', b: '26100.3000' }], packages: { added: [added], removed: [], updated: [], states: [] } },
  }],
  files: { added: [], removed: [], changed: [{ path: 'setup.exe', a: 2_000_000, b: 2_000_001 }], same: 1 },
};

describe('a comparison in words', () => {
  it('tells sizes that read the same to the byte', () => {
    const text = diffText(difference, createStyle(false), 80);
    expect(text).to.include('5,000,000,000 bytes -> 5,000,000,001 bytes').and.to.include('size 16,777,216 bytes -> 16,777,300').and.to.include('2,000,000 bytes -> 2,000,001 bytes  setup.exe');
    const page = renderDifference(difference, { toolVersion: '0.1.0', now: new Date(0) });
    for (const size of ['5,000,000,001 bytes', '16,777,300 bytes', '2,000,001 bytes']) expect(page).to.include(size);
  });

  it('keeps values beside their names, however long the lines below are', () => {
    expect(diffText(difference, createStyle(false), 80)).to.match(/^ {4}~ {2}build {2}26100\.1 -> 26100\.3000\n {4}\+ {2}Microsoft-Windows-LanguageFeatures/mu);
  });
});
