import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { expect } from 'chai';
import type { Browser, Page } from 'playwright-core';
import { renderReport } from '../../src/report/report-html.js';
import type { ReportedRun } from '../../src/report/reported-run.js';
import { findBrowser, startBrowser } from '../support/browser.js';
import { failedResult, fullResult, hostileResult, largeResult } from '../support/report-results.js';
import { temporaryFolder } from '../support/temp.js';

const { source: axe } = createRequire(import.meta.url)('axe-core') as { source: string };

const narrow = { width: 380, height: 800 };
const wide = { width: 1200, height: 900 };

describe('the report in a browser', function suite() {
  const folder = temporaryFolder();
  let browser: Browser | undefined;
  let page: Page;
  /** What the page said, and what it asked for beside itself. */
  const told: string[] = [];

  before(async function start() {
    const executable = findBrowser();
    if (executable === undefined) {
      process.stderr.write('No Chromium on PATH: the report is not looked at in a browser (apt-get install chromium)\n');
      this.skip();
    }
    browser = await startBrowser(executable);
    page = await (await browser.newContext({ viewport: wide })).newPage();
    page.on('console', (message) => told.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => told.push(`error: ${error.message}`));
    page.on('dialog', (dialog) => { told.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
    page.on('request', (request) => { if (!/^file:.*\.html$/u.test(request.url())) told.push(`request: ${request.url()}`); });
  });
  after(async () => { await browser?.close(); });
  beforeEach(() => { told.length = 0; });
  afterEach(() => { expect(told).to.deep.equal([]); });

  async function show(run: ReportedRun): Promise<void> {
    const path = join(folder(), 'page.html');
    writeFileSync(path, renderReport(run));
    await page.goto(pathToFileURL(path).href);
  }

  /** Serious and critical faults; evaluated from outside, so the page's own policy stays in force. */
  async function faults(): Promise<string[]> {
    await page.evaluate(axe);
    const { violations } = await page.evaluate<AxeResults>('axe.run({ resultTypes: ["violations"] })');
    return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.failureSummary ?? ''}`).join(' | ')}`);
  }

  async function widthBeyond(): Promise<number> {
    return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  }

  it('has no serious fault for those who cannot see or point, in light and dark, wide and narrow, with everything open', async () => {
    await show(fullResult());
    await page.evaluate(() => { for (const part of document.querySelectorAll('details')) part.open = true; });
    expect(await faults()).to.deep.equal([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await faults()).to.deep.equal([]);
    await page.setViewportSize(narrow);
    expect(await widthBeyond()).to.equal(0);
    await show(failedResult());
    expect(await faults()).to.deep.equal([]);
    expect(await widthBeyond()).to.equal(0);
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize(wide);
  });

  it('is gone through with the keyboard: the way past the contents first, then what can be opened and scrolled', async () => {
    await show(fullResult());
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).to.equal('Skip to the report');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).to.equal('content');
    const levels = await page.locator('h1, h2, h3').evaluateAll((all) => all.map((heading) => Number(heading.tagName.slice(1))));
    expect(levels[0]).to.equal(1);
    expect(levels.filter((level, at) => level > (levels[at - 1] ?? 1) + 1)).to.deep.equal([]);
    const first = page.locator('summary').first();
    await first.focus();
    await page.keyboard.press('Enter');
    expect(await first.evaluate((summary) => summary.parentElement?.hasAttribute('open'))).to.equal(true);
  });

  it('shows names that want to be something else as text, and keeps within a narrow screen', async () => {
    const names = ['<script>alert(1)</script><img src=x onerror=alert(2)>', '"\'`&amp;--></title></style>', 'invoice\u202efdp.exe\u2066', 'W'.repeat(300)];
    await show(hostileResult(names));
    await page.setViewportSize(narrow);
    const text = await page.evaluate(() => document.body.textContent);
    for (const name of [names[0], names[1], 'invoice\u27e8U+202E\u27e9fdp.exe\u27e8U+2066\u27e9', names[3]]) expect(text).to.include(name);
    expect(await page.locator('script, img, iframe, object').count()).to.equal(0);
    await page.evaluate(() => { for (const part of document.querySelectorAll('details')) part.open = true; });
    expect(await widthBeyond()).to.equal(0);
    await page.setViewportSize(wide);
  });

  it('stays small with 5,000 packages in eleven editions, and finds each of them', async () => {
    await show(largeResult());
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).to.be.below(9000);
    expect(await page.evaluate(() => document.documentElement.outerHTML.length)).to.be.below(1_000_000);
    const found = await page.evaluate(() => [...document.querySelectorAll('li')].filter((item) => /^Microsoft-Windows-Component-\d+-/u.test(item.textContent)).length);
    expect(found).to.equal(5000);
  });

  it('prints on A4 with what is closed on the screen', async () => {
    await show(fullResult());
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('details:not([open]) td').first().isVisible()).to.equal(true);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    await page.emulateMedia({ media: null });
    expect(pdf.subarray(0, 5).toString('latin1')).to.equal('%PDF-');
    expect(pdf.toString('latin1')).to.match(/\/MediaBox\s*\[0 0 59\d(?:\.\d+)? 84[12]/u);
  });
});
