import { expect } from 'chai';
import { capabilitiesLike, fullCapabilityName } from '../../../src/files/capability-name.js';
import { infAppliesTo, infFacts } from '../../../src/files/inf-file.js';
import { fitsPattern } from '../../../src/files/name-pattern.js';
import { failureOf } from '../../support/failure.js';

describe('names of capabilities, patterns, architectures of drivers', () => {
  const known = ['OpenSSH.Server~~~~0.0.1.0', 'OpenSSH.Client~~~~0.0.1.0', 'Language.Basic~~~de-DE~0.0.1.0', 'Language.Basic~~~fr-FR~0.0.1.0', 'NetFX3~~~~'];

  it('a short name of a capability stands for its full one', () => {
    expect(['openssh.server', 'OPENSSH.SERVER~~~~0.0.1.0', 'NetFX3', 'OpenSSH', 'Language.Basic~~~fr-FR~0.0.1.0'].map((name) => fullCapabilityName(name, known)))
      .to.deep.equal([known[0], known[0], 'NetFX3~~~~', undefined, known[3]]);
  });

  it('one that fits several is refused with all of them', async () => {
    const error = await failureOf(() => fullCapabilityName('Language.Basic', known));
    expect(error.details).to.deep.equal([known[2], known[3]]);
    expect((await failureOf(() => capabilitiesLike('language.basic', known))).details).to.have.length(2);
  });

  it('patterns take short and full names, without case, and nothing else', () => {
    expect(capabilitiesLike('openssh*', known)).to.deep.equal(known.slice(0, 2));
    expect(capabilitiesLike('Language.Basic~~~??-FR*', known)).to.deep.equal([known[3]]);
    expect(capabilitiesLike('*.Bas?c', known)).to.deep.equal(known.slice(2, 4));
    expect([fitsPattern('a+b(c)', 'A+B(C)'), fitsPattern('aXb', 'a.b'), fitsPattern('ab', 'a')]).to.deep.equal([true, false, false]);
  });

  it('an INF is for the architectures that its manufacturers name', () => {
    const inf = (manufacturer: string): Buffer => Buffer.from(`[Version]\r\nSignature="$Windows NT$"\r\n[Manufacturer] ; mine\r\n${manufacturer}\r\n[Models]\r\n`);
    const of = (bytes: Buffer): boolean[] => (['x64', 'x86', 'arm64'] as const).map((architecture) => infAppliesTo(bytes, architecture));
    expect(of(inf('%a%=Models, NTamd64'))).to.deep.equal([true, false, false]);
    expect(of(inf('%a% = Models,NTx86.10.0...17134, NTAMD64.10.0...19041 ; both'))).to.deep.equal([true, true, false]);
    expect(of(inf('%a%=Models'))).to.deep.equal([false, true, false]);
    expect(of(inf('%a%=Models,NT,NTarm64'))).to.deep.equal([false, true, true]);
    expect(of(Buffer.from(`\ufeff[MANUFACTURER]\n"A"=M,NTamd64\n`, 'utf16le'))).to.deep.equal([true, false, false]);
    expect(of(Buffer.from('[DefaultInstall.NTamd64]\n'))).to.deep.equal([true, true, true]);
    expect(of(Buffer.alloc(0))).to.deep.equal([true, true, true]);
  });
});

describe('what an INF says of its driver', () => {
  const inf = (text: string): object => infFacts(Buffer.from(text, 'latin1'));

  it('is provider, class, date and version, in whatever case, with strings, comments and quotes', () => {
    const strings = '[STRINGS]\r\nMfg = "M\u00fcller; ""S\u00f6hne"" & Co" ; who\r\n';
    expect(inf(`; x\r\n[version]\r\nprovider=%MFG%\r\nClass = Net ; cards\r\nDriverVer = 3/1/2025 , 31.0.15.4601\r\n${strings}`))
      .to.deep.equal({ provider: 'M\u00fcller; "S\u00f6hne" & Co', className: 'Net', date: '2025-03-01', version: '31.0.15.4601' });
    expect(inf('[Version]\nProvider="A" ; b\nDriverVer=06-21-2006')).to.deep.equal({ provider: 'A', date: '2006-06-21' });
    expect(infFacts(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('[Version]\r\nProvider=\u6587\u4ef6', 'utf16le')]))).to.deep.equal({ provider: '\u6587\u4ef6' });
  });

  it('is what there is: nothing of garbage, a name whose string is missing as it is written', () => {
    expect(inf('')).to.deep.equal({});
    expect(inf('[Version]\nProvider=%Nobody%\nDriverVer=soon,latest\n[Strings]\nOther=x')).to.deep.equal({ provider: '%Nobody%' });
    expect(inf('[Version\n=\nProvider\n"""\n')).to.deep.equal({});
  });
});
