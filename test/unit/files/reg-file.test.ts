import { expect } from 'chai';
import fc from 'fast-check';
import { parseRegFile } from '../../../src/files/reg-file.js';
import type { RegChange } from '../../../src/files/reg-model.js';
import { formatReg } from '../../../src/files/reg-writer.js';

const version5 = 'Windows Registry Editor Version 5.00';
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');
const parse = (...lines: string[]): RegChange[] => parseRegFile(Buffer.from([version5, ...lines].join('\r\n')), 'a.reg');
const software = '[HKEY_LOCAL_MACHINE\\SOFTWARE\\Lab]';
const text = (value: string): Buffer => Buffer.from(`${value}\0`, 'utf16le');

function refusal(bytes: Uint8Array | string[]): string {
  try {
    parseRegFile(Array.isArray(bytes) ? Buffer.from(bytes.join('\r\n')) : bytes, 'a.reg');
  } catch (error) {
    expect(error).to.include({ code: 'input-invalid' });
    return (error as Error).message;
  }
  throw new Error('It was taken');
}

describe('.reg files', () => {
  it('maps the roots of a running Windows to the hives of an image', () => {
    const keys = parse('[HKEY_LOCAL_MACHINE\\SOFTWARE\\A]', '[hkey_local_machine\\System\\CurrentControlSet\\Control]', '[HKEY_USERS\\.DEFAULT\\B]', '[HKEY_CURRENT_USER\\Software]', '[HKLM\\SOFTWARE]')
      .map(({ hive, key }) => `${hive}: ${key}`);
    expect(keys).to.deep.equal(['SOFTWARE: A', 'SYSTEM: CurrentControlSet\\Control', 'DEFAULT: B', 'NTUSER: Software', 'SOFTWARE: ']);
  });

  it('reads every type of value, continued lines, comments and deletions', () => {
    const changes = parse('; a comment', '', software, '@="default"', '"text"="a \\"quoted\\" C:\\\\path" ; why', '"dword"=dword:1F', '"binary"=hex:01,02,\\', '  03',
      '"multi"=hex(7):61,00,00,00,00,00', '"qword"=hex(b):01,00,00,00,00,00,00,00', '"empty"=hex:', '"two', 'lines"="first', 'second"', '"gone"=-', '[-HKEY_LOCAL_MACHINE\\SOFTWARE\\Old]');
    expect(changes.map((change) => ('type' in change ? [change.name, change.type, change.data.toString('hex')] : 'name' in change ? [change.do, change.name] : [change.do, change.key]))).to.deep.equal([
      ['make-key', 'Lab'], ['', 1, text('default').toString('hex')], ['text', 1, text('a "quoted" C:\\path').toString('hex')], ['dword', 4, '1f000000'], ['binary', 3, '010203'],
      ['multi', 7, '610000000000'], ['qword', 11, '0100000000000000'], ['empty', 3, ''], ['two\r\nlines', 1, text('first\r\nsecond').toString('hex')], ['delete-value', 'gone'], ['delete-key', 'Old'],
    ]);
  });

  it('reads UTF-16, UTF-8 with and without mark, and ANSI, where REGEDIT4 has texts as bytes', () => {
    const body = `${software}\r\n"ä"="ü€"\r\n`;
    const files = [utf16(`${version5}\r\n${body}`), Buffer.from(`\ufeff${version5}\r\n${body}`), Buffer.from(`${version5}\n${body}`),
      Buffer.concat([Buffer.from(`REGEDIT4\r\n${software}\r\n"`), Buffer.from([0xe4]), Buffer.from('"="'), Buffer.from([0xfc, 0x80]), Buffer.from('"\r\n')])];
    for (const file of files) expect(parseRegFile(file, 'a.reg')[1]).to.deep.include({ do: 'set', name: 'ä', type: 1, data: text('ü€') });
    const old = parseRegFile(Buffer.from(`REGEDIT4\n${software}\n"x"=hex(2):25,fc,00\n"y"=hex:fc\n`), 'a.reg');
    expect(old.slice(1).map((change) => ('data' in change ? change.data : undefined))).to.deep.equal([text('%ü'), Buffer.from([0xfc])]);
  });

  const wrong: [what: string, file: Uint8Array | string[], message: RegExp][] = [
    ['no header', [software], /line 1: the first line must be/u],
    ['UTF-16 without mark', Buffer.from(version5, 'utf16le'), /line 1: the file is UTF-16 without a byte order mark/u],
    ['nothing in it', [version5, '', '; nothing'], /changes nothing/u],
    ['another root', [version5, '', '[HKEY_CLASSES_ROOT\\.txt]'], /line 3: HKEY_CLASSES_ROOT\\.txt cannot be changed in an image/u],
    ['another hive', [version5, '[HKEY_LOCAL_MACHINE\\SAM\\SAM]'], /line 2: HKEY_LOCAL_MACHINE\\SAM cannot/u],
    ['a name that only begins like a root', [version5, '[HKEY_LOCAL_MACHINE\\SOFTWAREX\\A]'], /line 2: HKEY_LOCAL_MACHINE\\SOFTWAREX cannot/u],
    ['a value before any key', [version5, '"a"="b"'], /line 2: a value must stand below a key/u],
    ['a value below a deleted key', [version5, '[-HKLM\\SOFTWARE\\A]', '"a"="b"'], /line 3: a value must stand below a key/u],
    ['a hive deleted as a whole', [version5, '[-HKEY_CURRENT_USER]'], /line 2: HKEY_CURRENT_USER cannot be deleted/u],
    ['an empty name in a key', [version5, '[HKLM\\SOFTWARE\\A\\\\B]'], /line 2: .* empty or too long/u],
    ['a key that does not end', [version5, '[HKLM\\SOFTWARE\\A'], /line 2: the key has no \]/u],
    ['a text that does not end', [version5, software, '"a"="b'], /line 3: the text has no quote at its end/u],
    ['something behind a text', [version5, software, '"a"="b" c'], /line 3: "c" stands behind the text/u],
    ['a lone backslash', [version5, software, '"a"="C:\\path"'], /line 3: \\p in a text/u],
    ['a byte that is none', [version5, software, '"a"=hex:01,0g'], /line 3: "0g" is no byte/u],
    ['a dword that is too long', [version5, software, '"a"=dword:123456789'], /line 3: dword:123456789 is no value/u],
    ['a value that goes on after the end', [version5, software, '"a"=hex:01,\\'], /line 3: the value goes on, but the file ends/u],
    ['text that is no line of such a file', [version5, software, 'hello'], /line 3: expected a key in brackets/u],
  ];
  for (const [what, file, message] of wrong) {
    it(`refuses ${what} with its line`, () => {
      expect(refusal(file)).to.match(message);
    });
  }

  it('writes what it reads: any names and values come back', () => {
    const letters = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((name) => !/[\\\r\n\0\]\p{Surrogate}]/u.test(name) && name === name.trim());
    const change = fc.record({
      hive: fc.constant('SOFTWARE' as const), key: fc.array(letters, { minLength: 1, maxLength: 3 }).map((names) => names.join('\\')), line: fc.constant(0),
    }).chain((base) => fc.oneof(
      fc.constant({ ...base, do: 'make-key' as const }), fc.constant({ ...base, do: 'delete-key' as const }),
      letters.map((name) => ({ ...base, do: 'delete-value' as const, name })),
      fc.record({ name: fc.oneof(fc.constant(''), letters), type: fc.nat(0xffff), data: fc.uint8Array({ maxLength: 80 }) })
        .map(({ name, type, data }) => ({ ...base, do: 'set' as const, name, type, data: Buffer.from(data) })),
    ));
    fc.assert(fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
      const again = parseRegFile(utf16(formatReg(changes, 'HKEY_LOCAL_MACHINE\\SOFTWARE')), 'a.reg');
      const plain = (list: readonly RegChange[]): unknown[] => list.filter(({ do: what }) => what !== 'make-key').map(({ line: _line, ...rest }) => ({ ...rest }));
      expect(plain(again)).to.deep.equal(plain(changes));
    }), { numRuns: 200 });
  });
});
