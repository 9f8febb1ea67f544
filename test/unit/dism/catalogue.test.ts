import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { catalogueGroups, entryOf, explain } from '../../../src/dism/catalogue.js';
import { hresultOf, toDismError } from '../../../src/dism/dism-error.js';
import { renderErrorPage } from '../../../src/dism/error-page.js';
import { formatHresult, hresultOfExitCode, isFailure } from '../../../src/dism/hresult.js';
import { packageRoot } from '../../../src/files/package-root.js';
import { cmdletError } from '../../support/stub-invoker.js';

const entries = catalogueGroups.flatMap((group) => group.entries);
const failure = cmdletError;

describe('error catalogue', () => {
  it('has each code once, in one form, with cause and advice', () => {
    expect(new Set(entries.map((entry) => entry.code)).size).to.equal(entries.length);
    for (const entry of entries) {
      expect(entry.code).to.match(/^(?:0x[0-9a-f]{8}|LinkId=\d+)$/u);
      for (const text of [entry.message, entry.cause, entry.advice]) expect(text, entry.code).to.match(/\S.*[.!?")]$/u);
    }
  });

  it('explains a code in any form that people have it in', () => {
    for (const text of ['0x800F081E', '800f081e', '-2146498530', '2148468766', 'CBS_E_NOT_APPLICABLE',
      'Add-WindowsPackage : failed. Error code = 0x800f081e', 'warning: CBS_E_NOT_APPLICABLE was returned']) {
      expect(explain(text)?.code, text).to.equal('0x800f081e');
    }
    expect(explain('87')?.symbol).to.equal('E_INVALIDARG');
    expect(explain('14098')?.code).to.equal('0x80073712');
    expect(explain('3010')).to.include({ code: '0x00000bc2', success: true });
    expect(explain('see https://go.microsoft.com/fwlink/?LinkId=293395.')?.code).to.equal('LinkId=293395');
  });

  it('explains nothing that it does not know', () => {
    for (const text of ['', 'all is well', '0x12345678', '99999999', 'C:\\x']) expect(explain(text), text).to.equal(undefined);
    fc.assert(fc.property(fc.string(), (text) => {
      const entry = explain(text);
      return entry === undefined || entries.includes(entry) || isFailure(entry.code);
    }));
  });

  it('tells of any failure that it does not know what its number tells', () => {
    fc.assert(fc.property(fc.integer({ min: -(2 ** 31), max: -1 }), (value) => explain(String(value))?.code === formatHresult(value)
      && explain(formatHresult(value))?.code === formatHresult(value)));
  });

  it('is what docs/errors.md shows', async () => {
    const page = await readFile(join(packageRoot(), 'docs', 'errors.md'), 'utf8');
    expect(page === renderErrorPage(), 'run node build-test/scripts/generate-docs.js').to.equal(true);
  });
});

describe('classification of a failed cmdlet', () => {
  it('prefers the warning, then the exception, then the text, in any language', () => {
    const warnings = ['Failed to add package C:\\u\\a.msu', 'Fehler bei Add-WindowsPackage. Fehlercode = 0x800F0823'];
    const text = 'Fehler 0x80070070 ist aufgetreten';
    expect(hresultOf(failure({ warnings, hresult: '0x80004005', message: text }))).to.equal('0x800f0823');
    expect(hresultOf(failure({ hresult: '0x800F081E', message: text }))).to.equal('0x800f081e');
    expect(hresultOf(failure({ hresult: '0x80131501', message: text }))).to.equal('0x80070070');
    expect(hresultOf(failure({ message: text }))).to.equal('0x80070070');
    expect(hresultOf(failure({ hresult: '0x80131501', message: 'x' }))).to.equal('0x80131501');
    expect(hresultOf(failure({ message: 'x' }))).to.equal(undefined);
  });

  it('keeps what DISM said, and explains it', () => {
    const error = toDismError(failure({ hresult: '0xc1420127', message: 'Das Abbild ist bereits eingebunden.\r\n' }), { logPath: '/l/a.log' });
    expect(error.message).to.equal(`Add-WindowsPackage failed with 0xc1420127: ${entryOf('0xc1420127')!.message}`);
    expect(error.details).to.include('DISM said: Das Abbild ist bereits eingebunden.');
    expect(error.toJSON()).to.include({ code: 'servicing', hresult: '0xc1420127', logPath: '/l/a.log' });
    const unknown = toDismError(failure({ hresult: '0x8fffffff', message: 'odd' }), { logPath: '/l/a.log' });
    expect(unknown).to.include({ message: 'Add-WindowsPackage failed with 0x8fffffff: odd', retryable: false });
  });
});

describe('HRESULTs', () => {
  it('come from exit codes, signed, unsigned and Win32', () => {
    expect([-2146498554, 2148468742, 87, 740, 3010, 1726].map(hresultOfExitCode)).to.deep.equal([
      '0x800f0806', '0x800f0806', '0x80070057', '0x800702e4', '0x00000bc2', '0x800706be',
    ]);
    fc.assert(fc.property(fc.integer(), (value) => (Number.parseInt(formatHresult(value), 16) | 0) === value));
  });
});
