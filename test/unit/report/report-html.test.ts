import { createHash } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { escapeHtml, html } from '../../../src/report/html.js';
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
    expect(text).to.match(/install:1 Windows 10 Home 17134\.1 17134\.165/u);
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

  it('keeps short words whole where columns are narrow: verdicts, numbers, times', () => {
    const page = renderReport(sampleResult());
    for (const word of ['passed', 'done']) expect(page).to.match(new RegExp(`class="(?:word|mark)[^"]*">${word}<`, 'u'));
    expect(page).to.match(/data-label="No\."><span class="word">/u);
    expect(page).to.match(/th \{[^}]*white-space: nowrap/u);
  });

  it('is one file whose policy allows nothing but its own style sheet', () => {
    const page = renderReport(sampleResult());
    const style = /<style>([\s\S]*?)<\/style>/u.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page).to.include(`content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`);
    expect(page).not.to.match(/\b(?:src|href)=/u);
    expect(page).not.to.match(/ style="/u);
    expect(style).to.include('prefers-color-scheme: dark');
  });
});

describe('the html tag', () => {
  it('escapes any text so that no markup character survives', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 0x2ff })), (codes) => {
      const text = String.fromCharCode(...codes);
      expect(escapeHtml(text)).not.to.match(/[<>"'`]/u);
      expect(html`<p>${text}</p>`.toString()).to.equal(`<p>${escapeHtml(text)}</p>`);
    }));
  });

  it('keeps nested markup, joins lists and leaves out nothing-values', () => {
    expect(html`<ul>${['<a>', 'b'].map((item) => html`<li>${item}</li>`)}${undefined}${false}${null}${0}</ul>`.toString())
      .to.equal('<ul><li>&lt;a&gt;</li><li>b</li>0</ul>');
  });
});
