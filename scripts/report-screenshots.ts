/**
 * Makes the screenshots of docs/screenshots again, from runs of the rehearsal that this starts: one that ends well, one that
 * fails, one with eleven editions. Needs Chromium and wimlib-imagex. Run: npm run screenshots [-- FOLDER], where FOLDER (default
 * /tmp/refresh) is what the pages show as the place of media and outputs; it is removed at the end.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { execa } from 'execa';
import type { Page } from 'playwright-core';
import { packageRoot } from '../src/files/package-root.js';
import { makeLab } from '../src/lab/make-lab.js';
import { makeReport } from '../src/report-run.js';
import { findBrowser, startBrowser } from '../test/support/browser.js';
import { pace } from './screenshot-pace.js';
import { smallPng } from './small-png.js';

const editions = [
  'Home', 'Home N', 'Home Single Language', 'Education', 'Education N', 'Pro', 'Pro N', 'Pro Education', 'Pro Education N', 'Pro for Workstations', 'Pro N for Workstations',
].map((name) => `Windows 10 ${name}`);

const at = process.argv[2] ?? '/tmp/refresh';
const shots = join(packageRoot(), 'docs', 'screenshots');
/** Of a picture in the documentation. */
const largest = 200_000;

/** Services a lab with the command line, whatever comes of it; the folder of its output or of its run. */
async function service(lab: string, output: string, faults: readonly object[] = []): Promise<string> {
  const configuration = join(at, 'rehearsal.json');
  await writeFile(configuration, JSON.stringify({ pace, faults }));
  const { exitCode, stderr } = await execa(process.execPath, [
    join(packageRoot(), 'build-test', 'src', 'cli', 'main.js'), 'service', '--media', join(at, lab, 'media'), '--updates', join(at, lab, 'updates'), '--output', join(at, output),
    '--backend', 'rehearsal', '--netfx3', '--parallel', '3', '--yes', '--workspace', join(at, `work-${output}`), '--no-cache', '--quiet',
  ], { reject: false, env: { OFFLINE_SERVICING_REHEARSAL: configuration } });
  if ((exitCode === 0) !== (faults.length === 0)) throw new Error(`The run for ${output} ended with ${exitCode}: ${stderr}`);
  const { folder } = await makeReport({ run: join(at, exitCode === 0 ? output : `work-${output}`), workspace: join(at, `work-${output}`), folder: at })
    .catch(() => makeReport({ workspace: join(at, `work-${output}`), folder: at }));
  return folder;
}

/** Eleven editions out of one: the same content under eleven names. */
async function elevenEditions(lab: string): Promise<void> {
  const sources = join(at, lab, 'media', 'sources');
  const [from, to] = [join(sources, 'install.wim'), join(sources, 'eleven.wim')];
  for (const [index, name] of editions.entries()) {
    await execa('wimlib-imagex', ['export', from, '1', to, name, name, '--check']);
    await execa('wimlib-imagex', ['info', to, String(index + 1), '--image-property', `DISPLAYNAME=${name}`, '--image-property', `DISPLAYDESCRIPTION=${name}`]);
  }
  await execa('mv', [to, from]);
}

/** The page down to where a part begins, or a part alone. */
async function shoot(page: Page, folder: string, name: string, what: { upTo: string } | { part: string }, colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.goto(pathToFileURL(join(folder, 'report.html')).href);
  const path = join(shots, `${name}.png`);
  const upTo = 'upTo' in what ? await page.locator(what.upTo).first().boundingBox() : undefined;
  const shot = 'part' in what ? await page.locator(what.part).first().screenshot()
    : await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: 1120, height: Math.ceil(upTo?.y ?? 900) } });
  const picture = smallPng(shot);
  await writeFile(path, picture);
  const size = picture.length;
  process.stderr.write(`${path}: ${size} bytes\n`);
  if (size > largest) throw new Error(`${path} has ${size} bytes, more than ${largest}`);
}

const executable = findBrowser();
if (executable === undefined) throw new Error('There is no Chromium on PATH: apt-get install chromium');
await rm(at, { recursive: true, force: true });
await mkdir(at, { recursive: true });
await mkdir(shots, { recursive: true });
const browser = await startBrowser(executable);
try {
  await makeLab({ build: 26100, output: join(at, 'windows11') });
  await makeLab({ build: 19045, output: join(at, 'windows10') });
  await elevenEditions('windows10');
  const page = await (await browser.newContext({ viewport: { width: 1120, height: 900 } })).newPage();
  const done = await service('windows11', 'refreshed');
  await shoot(page, done, 'report-done', { upTo: '#images h3' });
  await shoot(page, done, 'report-done-dark', { part: '#timeline' }, 'dark');
  await shoot(page, await service('windows11', 'failed', [{ cmdlet: 'Add-WindowsPackage', match: 'install2', then: 'fail', hresult: '0x800f081f' }]), 'report-failed', { upTo: '.warnings' });
  const eleven = await service('windows10', 'eleven');
  await shoot(page, eleven, 'report-eleven-editions', { upTo: '#images h3' });
  await shoot(page, eleven, 'report-timeline', { part: '#timeline' });
} finally {
  await browser.close();
  await rm(at, { recursive: true, force: true });
}
