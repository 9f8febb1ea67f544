import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mapLimit } from '../../src/files/map-limit.js';
import { cumulativeUpdate } from '../../src/lab/updates.js';
import { makePackageCab } from '../../src/lab/update-file.js';
import { figure } from './figure.js';
import type { BenchContext, BenchGroup, Figure } from './figure.js';
import { makeLargeMedia, makeSizedMedia } from './large-media.js';
import { peakOfBareNode, peakOfCommand } from './peak-memory.js';

const limit = 200;
/** Of the peak with the least; what the collector leaves lying about differs by this much from run to run. */
const flat = 1.3;

/** Peak memory of the process that runs the CLI, as media and the number of updates grow. */
export const memoryGroup: BenchGroup = {
  id: 'h',
  title: 'Peak memory of the Node process',
  measure: async (context) => [
    figure({ id: 'h.node', name: 'a Node that does nothing', value: await peakOfBareNode(), unit: 'MB', higherIsBetter: false }),
    ...(await byMedia(context)), ...(await byImage(context)), ...(await byUpdates(context)),
  ],
};

async function byMedia({ folder, quick, say }: BenchContext): Promise<Figure[]> {
  const peaks = new Map<string, number[]>();
  const sizes = quick ? [0.1, 0.3] : [0.1, 1, 4];
  for (const gigabytes of sizes) {
    const place = join(folder, `media-${gigabytes}`);
    const { media, updates } = await makeSizedMedia(place, gigabytes);
    const output = join(place, 'output');
    const commands = {
      service: ['service', '--media', media, '--updates', updates, '--output', output, '--backend', 'rehearsal', '--yes', '--no-cache'],
      inspect: ['inspect', media, '--json'],
      verify: ['verify', join(output, 'media')],
    };
    for (const [name, args] of Object.entries(commands)) {
      const peak = await peakOfCommand(args);
      say(`${name} of ${gigabytes} GB: ${peak.toFixed(0)} MB`);
      peaks.set(name, [...(peaks.get(name) ?? []), peak]);
    }
    await rm(place, { recursive: true });
  }
  const note = `media of ${sizes.join(', ')} GB, half of it in an image`;
  return [...peaks].flatMap(([name, values]) => growth(`h.${name}`, `${name}, as media grow`, values, note));
}

/** As many images and files as real media have. */
async function byImage({ folder, quick, say }: BenchContext): Promise<Figure[]> {
  const place = join(folder, 'files');
  await mkdir(place);
  const [images, filesPerImage] = quick ? [3, 2_000] : [11, 100_000];
  const media = await makeLargeMedia({ folder: place, images, filesPerImage, gigabytes: 0, mediaFiles: 400 });
  const figures: Figure[] = [];
  for (const name of ['inspect', 'verify']) {
    const peak = await peakOfCommand([name, media]);
    say(`${name} of ${images} images: ${peak.toFixed(0)} MB`);
    figures.push(figure({ id: `h.${name}.images`, name: `${name} of ${images} images of ${filesPerImage} files`, value: peak, target: limit, unit: 'MB', higherIsBetter: false }));
  }
  await rm(place, { recursive: true });
  return figures;
}

async function byUpdates({ folder, quick, say }: BenchContext): Promise<Figure[]> {
  const place = join(folder, 'updates');
  await mkdir(place);
  const counts = quick ? [10, 30] : [10, 100, 1000];
  const peaks: number[] = [];
  let made = 0;
  for (const count of counts) {
    const missing = Array.from({ length: count - made }, (_, at) => made + at);
    await mapLimit(missing, 2, async (nth) => {
      const kb = `KB${5_000_000 + nth}`;
      await makePackageCab(cumulativeUpdate({ kb, revision: 165 + nth }), join(place, `windows10.0-${kb.toLowerCase()}-x64.cab`));
    });
    made = count;
    const peak = await peakOfCommand(['updates', place, '--json']);
    say(`updates, ${count} of them: ${peak.toFixed(0)} MB`);
    peaks.push(peak);
  }
  return growth('h.updates', 'updates, as their number grows', peaks, `${counts.join(', ')} updates`);
}

function growth(id: string, name: string, peaks: readonly number[], note: string): Figure[] {
  const most = Math.max(...peaks);
  return [
    figure({ id: `${id}.peak`, name, value: most, target: limit, unit: 'MB', higherIsBetter: false, note: `${note}: ${peaks.map((peak) => peak.toFixed(0)).join(', ')} MB` }),
    figure({ id: `${id}.growth`, name: `${name}, most ÷ least`, value: most / Math.min(...peaks), target: flat, unit: '×', higherIsBetter: false }),
  ];
}
