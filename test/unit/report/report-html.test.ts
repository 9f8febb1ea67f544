import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { renderReport } from '../../../src/report/report-html.js';
import { sampleMedia, samplePlan, sampleResult } from '../../support/sample-result.js';

/** What a browser would show: tags gone, entities read. */
function textOf(page: string): string {
  return page.replace(/<style>[\s\S]*?<\/style>/u, '').replace(/<[^>]*>/gu, ' ')
    .replace(/&lt;/gu, '<').replace(/&gt;/gu, '>').replace(/&quot;/gu, '"').replace(/&#39;/gu, "'").replace(/&#96;/gu, '`')
    .replace(/&amp;/gu, '&').replace(/\s+/gu, ' ');
}

describe('the HTML report', () => {
  it('shows the verdict, images before and after, updates with reasons, checks with evidence, and the input hashes', () => {
    const text = textOf(renderReport(sampleResult()));
    expect(text).to.include('Rehearsed and verified: 1 check passed');
    expect(text).to.include('not patched Windows');
    expect(text).to.match(/Windows 10 Home install:1 17134\.1 \u2192 became 17134\.165/u);
    expect(text).to.include('superseded by lcu.msu');
    expect(text).to.include('4 of 4 images at 17134.165');
    expect(text).to.include('a'.repeat(64));
    expect(text).to.include('12 min 30 s');
    expect(text).to.include('No Flash update was found');
    expect(text).to.include('offline-servicing service --media /media/win10 --updates /updates --edition 1 --backend rehearsal --output "<new folder>"');
  });

  it('leads with the failure when a run failed, with code, log and advice', () => {
    const page = renderReport(sampleResult({
      status: 'failed', checks: [],
      errors: [{
        code: 'servicing', message: 'The package is not applicable', hresult: '0x800f081e', symbol: 'CBS_E_NOT_APPLICABLE',
        target: 'install:1', step: 'install:1/add-ssu', logPath: '/logs/dism-02.log', advice: 'Take the update for this build.',
      }],
    }));
    const text = textOf(page);
    expect(text).to.include('Servicing failed');
    expect(text).to.include('0x800f081e CBS_E_NOT_APPLICABLE');
    expect(text).to.include('/logs/dism-02.log');
    expect(text).to.include('Take the update for this build.');
    expect(page).to.include('class="verdict bad"');
    expect(text.indexOf('What failed: install:1/add-ssu: The package is not applicable (0x800f081e CBS_E_NOT_APPLICABLE)')).to.be.within(0, text.indexOf('Images'));
    expect(text).to.include('offline-servicing resume k3x9qa --workspace /out.work');
  });

  it('lets no name from a media, an update or an error become markup', () => {
    const hostile = '"><script>alert(1)</script><img src=x onerror=\'alert(2)\'>`&';
    const before = sampleMedia();
    for (const image of before.install.images) image.name = hostile;
    const plan = samplePlan();
    for (const update of plan.updates) Object.assign(update, { file: hostile, reason: hostile, identity: hostile, kb: hostile });
    plan.warnings.push(hostile);
    plan.recipe.reason = hostile;
    const page = renderReport(sampleResult({
      before, plan, runId: hostile, toolVersion: hostile, warnings: [hostile],
      checks: [{ id: 'x', title: hostile, ok: false, evidence: hostile }],
      changedFiles: [{ path: hostile, reason: hostile }],
      errors: [{ code: 'servicing', message: hostile, advice: hostile, details: [hostile], logPath: hostile }],
      steps: [{ id: 'x', target: hostile, title: hostile, recipeStep: hostile, status: 'failed', facts: [hostile], reason: hostile, logPath: hostile }],
    }));
    expect(page).not.to.match(/<script|<img/iu);
    expect(textOf(page)).to.include(hostile);
    const attributeNames = [...page.matchAll(/<[a-z][^>]*>/giu)].map(([tag]) => tag.replace(/"[^"]*"/gu, ''));
    expect(attributeNames.filter((tag) => /onerror/iu.test(tag))).to.deep.equal([]);
  });

  it('says what is to be done next for every way in which a run can end', () => {
    const next = (changes: Parameters<typeof sampleResult>[0]): string => textOf(renderReport(sampleResult(changes)));
    expect(next({ rehearsed: false })).to.include('The media is ready. Hand this page on with it.');
    expect(next({})).to.match(/Do it on Windows with the same options: (?!.*--backend rehearsal.*Media:).*--output/u);
    expect(next({ status: 'cancelled', checks: [] })).to.include('Go on from what it had finished: offline-servicing resume k3x9qa');
    const upToDate = { ...samplePlan(), upToDate: 'every image has what the updates bring', steps: [] };
    expect(next({ plan: upToDate, steps: [], checks: [], verdicts: [], changedFiles: [] })).to.include('The media can be used as it is.');
  });

  it('shows text that would hide or turn about by its number', () => {
    const plan = samplePlan();
    Object.assign(plan.updates[0] ?? {}, { file: 'ssu\u202egpj.msu', reason: 'zero\u200bwidth and \u0007 and \ud800' });
    const text = textOf(renderReport(sampleResult({ plan })));
    expect(text).to.include('ssu\u27e8U+202E\u27e9gpj.msu');
    expect(text).to.include('zero\u27e8U+200B\u27e9width and \u27e8U+0007\u27e9 and \u27e8U+D800\u27e9');
  });

  it('links to logs by their place in the output, and to nothing that is not there', () => {
    const page = (files?: string[]): string => renderReport(sampleResult({
      steps: sampleResult().steps.map((step) => ({ ...step, logPath: '/out/logs/dism/002 a#b.log' })),
    }), files === undefined ? {} : { files });
    expect(page()).to.include('href="logs/dism/002%20a%23b.log"').and.to.include('href="result.json"').and.not.to.include('media.cdx.json');
    expect(page(['media.cdx.json', 'SHA256SUMS'])).to.include('href="media.cdx.json"').and.to.include('href="SHA256SUMS"').and.not.to.include('href="logs');
  });

  it('says of a run without media what was planned, not what is in it, and of WinRE what is known', () => {
    const sha1 = 'c'.repeat(40);
    const plan = samplePlan();
    plan.targets.unshift({ id: 'winre', title: 'WinRE', source: { kind: 'image-file', in: 'install:1', path: 'Windows/System32/Recovery/winre.wim', sha1 }, consumes: [], digest: '6'.repeat(64) });
    const media = (build?: { build: number; ubr: number }, ubr = 1): ReturnType<typeof sampleMedia> => {
      const found = sampleMedia(ubr);
      for (const image of found.install.images) image.winre = { path: 'Windows/System32/Recovery/winre.wim', size: 10, sha1, ...(build !== undefined && { build }) };
      return found;
    };
    const { after: _after, output: _output, ...failed } = sampleResult({ status: 'failed', checks: [], before: media(), plan });
    const text = textOf(renderReport(failed));
    expect(text).to.include('Updates planned 1 of 2').and.to.include('Planned for').and.to.include('Files meant for the media');
    expect(text).not.to.include('Updates taken').and.not.to.include('winre.wim cccc');
    expect(text).to.match(/WinRE winre unknown/u);
    expect(textOf(renderReport(sampleResult({ plan, before: media(), after: media({ build: 17134, ubr: 165 }, 165) })))).to.match(/WinRE winre unknown \u2192 became 17134\.165/u).and.to.include('Updates taken 1 of 2');
  });

  it('says what many editions have in common once', () => {
    const media = (ubr: number, more: string[]): ReturnType<typeof sampleMedia> => {
      const found = sampleMedia(ubr);
      const packages = [...Array.from({ length: 5000 }, (_, at) => `Microsoft-Windows-Part-${at}-Package~31bf3856ad364e35~amd64~~10.0.17134.1`), ...more];
      const image = found.install.images[0];
      if (image !== undefined) found.install.images = Array.from({ length: 11 }, (_, at) => ({ ...image, index: at + 1, name: `Edition ${at + 1}`, packages }));
      return found;
    };
    const plan = samplePlan();
    plan.targets = Array.from({ length: 11 }, (_, at) => ({
      ...(plan.targets[0] as (typeof plan.targets)[number]), id: `install:${at + 1}`, source: { kind: 'wim', wim: 'sources/install.wim', index: at + 1, identity: '1'.repeat(64) },
    }));
    const page = renderReport(sampleResult({ plan, before: media(1, []), after: media(165, ['Package_for_RollupFix~31bf3856ad364e35~amd64~~17134.165.1.1']) }));
    expect(textOf(page)).to.include('1 package new in all 11 images').and.to.include('5000 packages unchanged');
    expect(page.match(/Part-4999-/gu)).to.have.length(1);
    expect(page.length).to.be.below(700_000);
  });

  it('is one file whose policy allows nothing but its own style sheet', () => {
    const page = renderReport(sampleResult());
    const style = /<style>([\s\S]*?)<\/style>/u.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).to.include(`content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`);
    expect(page).not.to.match(/\bsrc=|\bhref="(?!#|result\.json|logs\/)/u);
    expect(page).not.to.match(/ style="/u);
    expect(style).to.include('prefers-color-scheme: dark');
  });
});
