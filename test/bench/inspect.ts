import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { inspectMedia } from '../../src/index.js';
import { inspectImageFile } from '../../src/media/inspect-image-file.js';
import { openWim } from '../../src/media/wim-file.js';
import { findPowerShell } from '../../src/powershell/find-powershell.js';
import { PowerShellSession } from '../../src/powershell/session.js';
import { figure, median } from './figure.js';
import type { BenchContext, BenchGroup, Figure } from './figure.js';
import { makeLargeMedia } from './large-media.js';

/** What must be read of eleven images beside the blob table: pieces of their metadata and hives, the lists of folders. */
const mostKilobytes = 4096;

/** Inspecting media against the other ways of asking what an install.wim holds. */
export const inspectGroup: BenchGroup = {
  id: 'f',
  title: 'Inspecting media in the process, against wimlib-imagex info and Get-WindowsImage',
  measure: async ({ folder, quick, say }: BenchContext) => {
    const [images, filesPerImage, gigabytes] = quick ? [3, 2_000, 1] : [11, 100_000, 4];
    const media = await makeLargeMedia({ folder, images, filesPerImage, gigabytes, mediaFiles: 400 });
    const wim = join(media, 'sources', 'install.wim');
    say(`install.wim with ${images} images of ${filesPerImage} files, ${gigabytes} GB`);
    const { executable } = await findPowerShell({});
    const session = await PowerShellSession.open({ executable, backend: 'rehearsal', workspace: join(folder, 'session') });
    try {
      const times = await interleaved(quick ? 5 : 25, {
        media: () => inspectMedia(media),
        file: () => inspectImageFile(wim),
        open: async () => { await (await openWim(wim)).close(); },
        wimlib: () => promisify(execFile)('wimlib-imagex', ['info', wim], { maxBuffer: 2 ** 26 }),
        session: () => session.invoke({ cmdlet: 'Get-WindowsImage', parameters: { ImagePath: wim }, deadlineMs: 60_000 }),
      });
      return [...figuresOf(times, images), ...(await bytesRead(media, wim))];
    } finally {
      await session.close();
    }
  },
};

type Ways = 'media' | 'file' | 'open' | 'wimlib' | 'session';

/** Median milliseconds of each way; in turns, so that whatever else the computer does meets all alike. The first turn does not count. */
async function interleaved(turns: number, ways: Record<Ways, () => Promise<unknown>>): Promise<Record<Ways, number>> {
  const samples: Record<Ways, number[]> = { media: [], file: [], open: [], wimlib: [], session: [] };
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const [way, ask] of Object.entries(ways) as [Ways, () => Promise<unknown>][]) {
      const started = performance.now();
      await ask();
      if (turn > 0) samples[way].push(performance.now() - started);
    }
  }
  return { media: median(samples.media), file: median(samples.file), open: median(samples.open), wimlib: median(samples.wimlib), session: median(samples.session) };
}

function figuresOf({ media, file, open, wimlib, session }: Record<Ways, number>, images: number): Figure[] {
  const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;
  const ratio = (id: string, name: string, ours: number, theirs: number): Figure => figure({
    id, name, value: ours / theirs, target: 1, unit: '×', higherIsBetter: false, note: `${milliseconds(ours)} against ${milliseconds(theirs)}, ${images} images`,
  });
  return [
    ratio('f.wimlib', 'inspectMedia(), listing the folder too, ÷ a wimlib-imagex info process', media, wimlib),
    ratio('f.wimlib.file', 'install.wim alone ÷ a wimlib-imagex info process', file, wimlib),
    ratio('f.session', 'inspectMedia() ÷ Get-WindowsImage -ImagePath in an open session', media, session),
    ratio('f.session.file', 'install.wim alone ÷ Get-WindowsImage -ImagePath in an open session', file, session),
    ratio('f.session.open', 'opening install.wim (header, XML, blob table: names, sizes, editions) ÷ the same', open, session),
  ];
}

async function bytesRead(media: string, wim: string): Promise<Figure[]> {
  const before = await readSoFar();
  if (before === undefined) return [];
  await inspectMedia(media);
  const asking = await readSoFar() ?? 0;
  const kilobytes = (asking - before) / 1000;
  const open = await openWim(wim);
  const table = open.header.blobTable.size / 1000;
  await open.close();
  return [
    figure({ id: 'f.bytes', name: 'Read by inspectMedia()', value: kilobytes, target: mostKilobytes, unit: 'KB', higherIsBetter: false, note: `${table.toFixed(0)} KB of it are the blob table of install.wim` }),
    figure({ id: 'f.bytes.rest', name: 'Read beside the blob table', value: kilobytes - table, target: 512, unit: 'KB', higherIsBetter: false }),
  ];
}

/** Bytes that this process has read of files; undefined where no one counts them. */
async function readSoFar(): Promise<number | undefined> {
  try {
    return Number(/^rchar: (\d+)$/mu.exec(await readFile('/proc/self/io', 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}
