import { expect } from 'chai';
import fc from 'fast-check';
import { connectLine, FrameError, frameMark, readLine, requestLine } from '../../../src/powershell/protocol.js';

const nonce = '0123456789abcdef01234567';
const done = { v: 1, id: '1', seq: 1, type: 'done' };
const line = (frame: unknown): string => `${frameMark(nonce)}${JSON.stringify(frame)}`;

describe('protocol', () => {
  it('reads a frame, with or without something before it on the line', () => {
    expect(readLine(line(done), nonce)).to.deep.equal({ frame: done });
    expect(readLine(`half a line${line(done)}`, nonce)).to.deep.equal({ frame: done, noise: 'half a line' });
  });

  it('takes anything without the mark for noise, and blank lines for nothing', () => {
    expect(readLine('#osf:other:{}', nonce)).to.deep.equal({ noise: '#osf:other:{}' });
    expect(readLine('  ', nonce)).to.deep.equal({});
    fc.assert(fc.property(fc.string(), (text) => {
      fc.pre(!text.includes(frameMark(nonce)));
      expect(readLine(text, nonce).frame).to.equal(undefined);
    }));
  });

  for (const [what, text] of [
    ['broken JSON', `${frameMark(nonce)}{"v":1,`],
    ['another version', line({ ...done, v: 2 })],
    ['an unknown type', line({ ...done, type: 'surprise' })],
    ['a missing field', line({ ...done, type: 'warning' })],
    ['output that is no list of objects', line({ ...done, type: 'output', items: ['text'] })],
    ['a hash of the wrong length', line({ ...done, type: 'spool', path: '/x', bytes: 1, sha256: 'ab' })],
    ['an HRESULT in another form', line({
      ...done, type: 'error', kind: 'cmdlet', errorType: 'x', message: '', hresult: '-2146498529', category: '', fullyQualifiedErrorId: '',
    })],
  ] as const) {
    it(`refuses ${what}`, () => expect(() => readLine(text, nonce)).to.throw(FrameError));
  }

  it('sends one line of ASCII without quotes that a value could close', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, path) => {
      const request = requestLine({ v: 1, id: '1', cmdlet: text, parameters: { text }, verbose: false, cancelFile: path, spoolFile: path, deadlineMs: 1 });
      expect(request).to.match(/^#[A-Za-z0-9+/=]+$/u);
      const start = connectLine(path, { v: 1, id: 'connect', nonce, dismPath: text, clientPid: 1 });
      expect(start.replace(/'[A-Za-z0-9+/=]*'/gu, 'data')).to.equal(
        'Import-Module -Name ([Management.Automation.WildcardPattern]::Escape([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String(data))))' +
          ' -DisableNameChecking -ErrorAction Stop; Connect-Bridge data',
      );
    }));
  });
});
