import { expect } from 'chai';
import { mumOfCompDb, parseCompDb } from '../../../src/updates/comp-db.js';
import { parseMum } from '../../../src/updates/mum.js';
import { formatIdentity } from '../../../src/updates/package-identity.js';
import { parsePkgProperties } from '../../../src/updates/pkg-properties.js';
import { mumText, pkgProperties } from '../../support/update-fixtures.js';

describe('parseMum', () => {
  it('reads UTF-8 with and without a byte order mark, and UTF-16', () => {
    const text = mumText({ name: 'Package_for_KB1', version: '1.2.3.4', identifier: 'KB1' });
    for (const bytes of [Buffer.from(text), Buffer.from(text.slice(1)), Buffer.from(text, 'utf16le')]) {
      expect(formatIdentity(parseMum(bytes).identity)).to.equal('Package_for_KB1~31bf3856ad364e35~amd64~~1.2.3.4');
    }
  });

  it('writes a language into the identity', () => {
    const text = mumText({ name: 'LP', version: '1.0.0.0' }).replace('language="neutral"', 'language="en-US"');
    expect(formatIdentity(parseMum(Buffer.from(text)).identity)).to.equal('LP~31bf3856ad364e35~amd64~en-US~1.0.0.0');
  });

  it('takes parents of all parent elements, and no other servicing assembly for the stack', () => {
    const text = mumText({ name: 'A', version: '1.0.0.0', parents: ['P1 10.0.1.1', 'P2 10.0.1.1'], minimumServicingStack: '10.0.17134.164' });
    const again = text.replace('</package>', '<parent><assemblyIdentity name="P3" version="1.0"/></parent></package>');
    const mum = parseMum(Buffer.from(again));
    expect(mum.parents.map((parent) => parent.name)).to.deep.equal(['P1', 'P2', 'P3']);
    expect(mum.minimumServicingStack).to.equal('10.0.17134.164');
    expect(parseMum(Buffer.from(text.replace('Microsoft-Windows-ServicingStack', 'Other'))).minimumServicingStack).to.equal(undefined);
  });

  it('says what is wrong with a manifest', () => {
    const broken: [string, RegExp][] = [
      ['', /./u],
      ['no xml', /./u],
      ['<assembly/>', /<package> is missing/u],
      ['<assembly><package/></assembly>', /without name or version/u],
      ['<other/>', /root element <assembly> is missing/u],
      ['<!DOCTYPE a [<!ENTITY x "y">]><assembly/>', /document type is not allowed/u],
      [mumText({ name: 'A', version: '1.0' }).slice(0, 300), /./u],
    ];
    for (const [text, message] of broken) expect(() => parseMum(Buffer.from(text)), text).to.throw(message);
  });
});

describe('parsePkgProperties', () => {
  it('reads keys without regard to case, and leaves other lines out', () => {
    const bytes = Buffer.concat([pkgProperties({ 'KB Article Number': '4338819', 'Applies to': 'A = "B"' }), Buffer.from('rubbish\r\n', 'utf16le')]);
    expect([...parsePkgProperties(bytes)]).to.deep.equal([['kb article number', '4338819'], ['applies to', 'A = "B"']]);
  });
});

describe('parseCompDb', () => {
  const text = (type: string, feature: string): Buffer => Buffer.from(`<CompDB xmlns="x" Type="${type}" OSVersion="10.0.26100.1742" TargetOSVersion="10.0.26100.3775" BuildArch="arm64">
    <Features><Feature Type="${feature}" FeatureID="${feature}_KB5055523"/></Features>
    <Packages><Package ID="other" Version="1.0"/><Package ID="Windows-Package_for_RollupFix-arm64" Version="26100.3775.1.9"/></Packages></CompDB>`);

  it('tells the kind by its name, else by its feature', () => {
    expect(parseCompDb('LCUCompDB_KB5055523.xml.cab', text('BuildUpdate', 'Whatever'))?.kind).to.equal('cumulative');
    expect(parseCompDb('SafeOSDUCompDB_x.xml.cab', text('BuildUpdate', 'Whatever'))?.kind).to.equal('safeOs');
    expect(parseCompDb('x.xml.cab', text('BuildUpdate', 'ServicingStackUpdate'))?.kind).to.equal('servicingStack');
  });

  it('leaves out models, express variants and what is no update', () => {
    expect(parseCompDb('LCUCompDB_KB5055523.xml.cab', text('Build', 'CumulativeUpdate'))).to.equal(undefined);
    expect(parseCompDb('LCUCompDB_KB5055523-express.xml.cab', text('BuildUpdate', 'CumulativeUpdate'))).to.equal(undefined);
    expect(parseCompDb('x.xml.cab', text('BuildUpdate', 'FeaturesOnDemand'))).to.equal(undefined);
  });

  it('gives the package that it names', () => {
    const db = parseCompDb('LCUCompDB_KB5055523.xml.cab', text('BuildUpdate', 'CumulativeUpdate'))!;
    expect(formatIdentity(mumOfCompDb(db)!.identity)).to.equal('Package_for_RollupFix~31bf3856ad364e35~arm64~~26100.3775.1.9');
    expect(mumOfCompDb(db)!.identifier).to.equal('KB5055523');
    expect(mumOfCompDb({ ...db, packages: [] })).to.equal(undefined);
  });
});
