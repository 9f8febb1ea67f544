import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { renderReport } from '../../src/report/report-html.js';
import { findBrowser, startBrowser } from '../support/browser.js';
import { fullResult, largeResult } from '../support/report-results.js';
import { figure, median } from './figure.js';
import type { BenchContext, BenchGroup, Figure } from './figure.js';

/** Milliseconds from asking for a page to the first frame after it was loaded and laid out; the middle of several. */
async function openings(paths: readonly string[], rounds: number): Promise<number[]> {
  const executable = findBrowser();
  if (executable === undefined) throw new Error('There is no Chromium on PATH');
  const browser = await startBrowser(executable);
  try {
    const page = await browser.newPage();
    const samples = paths.map((): number[] => []);
    // The first round warms the browser. Then they take turns, so that a busy moment meets both.
    for (let round = 0; round <= rounds; round++) {
      for (const [at, path] of paths.entries()) {
        await page.goto(pathToFileURL(path).href);
        const took = await page.evaluate(() => new Promise<number>((resolve) => { requestAnimationFrame(() => { setTimeout(() => { resolve(performance.now()); }); }); }));
        if (round > 0) samples[at]?.push(took);
      }
    }
    return samples.map(median);
  } finally {
    await browser.close();
  }
}

async function measure({ folder, quick, say }: BenchContext): Promise<Figure[]> {
  const [small, large] = [fullResult(), largeResult(5000)];
  const times = Array.from({ length: quick ? 2 : 5 }, () => {
    const started = performance.now();
    renderReport(large);
    return performance.now() - started;
  });
  const paths = [join(folder, 'small.html'), join(folder, 'large.html')];
  await writeFile(paths[0] ?? '', renderReport(small));
  await writeFile(paths[1] ?? '', renderReport(large));
  say('Opening a small and a large report in turn');
  const [smallMs = NaN, largeMs = NaN] = await openings(paths, quick ? 2 : 9);
  return [
    figure({
      id: 'r.open.seconds', name: 'A report of 5,000 packages in 11 editions opens', value: largeMs / 1000, target: 1, unit: 's', higherIsBetter: false,
      note: `Chromium, to the first frame after load; a small report ${(smallMs / 1000).toFixed(2)} s; bounded by parsing ${(renderReport(large).length / 1e6).toFixed(1)} MB of markup, most of it closed lists`,
    }),
    figure({ id: 'r.open.ratio', name: 'The large report opens in so many times the small one', value: largeMs / smallMs, unit: 'x', higherIsBetter: false }),
    figure({ id: 'r.render.seconds', name: 'The same report is made', value: median(times) / 1000, unit: 's', higherIsBetter: false, note: 'grouping the packages of 22 images, then text of components' }),
  ];
}

/** How quickly a report is made and opened. */
export const reportGroup: BenchGroup = { id: 'r', title: 'Report', measure };
