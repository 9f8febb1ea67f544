import { mkdtemp, mkdir, readFile, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rehearsalMark } from '../schema/common.js';
import { putBootFiles } from './boot-files.js';
import { imageProperties } from './image-properties.js';
import { ImageTree } from './image-tree.js';
import { bootImage, editionNames, installImage, type LabEdition } from './images.js';
import { netfx3Payload } from './netfx3.js';
import { noise } from './noise.js';
import { makePe } from './pe-file.js';
import { putSources } from './sources-cases.js';
import { labTimes } from './times.js';
import { makePackageCab } from './update-file.js';
import { makeWim, type WimImage } from './wim.js';
import { releaseVersion } from './windows-components.js';

export interface MediaOptions {
  editions: readonly LabEdition[];
  megabytes: number;
  signal?: AbortSignal | undefined;
  onProgress?: ((line: string) => void) | undefined;
}

/** An index of a WIM of the lab. */
export interface LabImage { wim: string; index: number; name: string }

const build = 17134;

/**
 * Writes the media of 10.0.17134.1 into an empty folder.
 * @throws ServicingError `backend` when wimlib-imagex or gcab is missing or fails
 */
export async function makeMedia(root: string, options: MediaOptions): Promise<LabImage[]> {
  const { signal } = options;
  const say = options.onProgress ?? ((): void => undefined);
  const setup = bootImage('setup');
  await mkdir(join(root, 'sources', 'sxs'), { recursive: true });

  say('Recovery image');
  const winre = await recoveryWim(root, options);
  say(`Install images: ${options.editions.join(', ')}`);
  const installs = options.editions.map((edition) => installWimImage(edition, winre, options.megabytes));
  const installWim = join(root, 'sources', 'install.wim');
  await makeWim(installs, installWim, { signal });
  say('Boot images');
  const boots = [
    bootWimImage('Microsoft Windows PE (x64)', bootImage('pe'), '9'),
    { ...bootWimImage('Microsoft Windows Setup (x64)', setup, '2'), bootable: true },
  ];
  const bootWim = join(root, 'sources', 'boot.wim');
  await makeWim(boots, bootWim, { signal, waste: waste('boot', options.megabytes) });

  say('Media files');
  const netfx3 = join(root, 'sources', 'sxs', 'microsoft-windows-netfx3-ondemand-package.cab');
  await makePackageCab(netfx3Payload(), netfx3, { signal });
  const files = new ImageTree();
  putMediaFiles(files);
  putBootFiles(files);
  putSources(files, (installs[0] as WimImage).tree, setup);
  await files.writeTo(root);
  for (const file of [installWim, bootWim, netfx3, dirname(netfx3), dirname(installWim), root]) await utimes(file, labTimes.release, labTimes.release);
  const indexes = (wim: string, images: readonly WimImage[]): LabImage[] => images.map((image, at) => ({ wim, index: at + 1, name: image.name }));
  return [...indexes('sources/install.wim', installs), ...indexes('sources/boot.wim', boots)];
}

function putMediaFiles(media: ImageTree): void {
  media.put(rehearsalMark, `${JSON.stringify({ schemaVersion: 1, kind: 'lab', build, note: 'Made by the offline-servicing lab; not Windows.' }, undefined, 2)}\n`);
  media.put('autorun.inf', '[AutoRun.Amd64]\r\nopen=setup.exe\r\nicon=setup.exe,0\r\n');
  media.put('setup.exe', makePe({ name: 'setup.exe', version: releaseVersion, description: 'Launcher of the media root (lab)', filling: 2048 }));
  media.put('sources/idwbinfo.txt', '[BUILDINFO]\r\nBuildArch=amd64\r\nBuildType=fre\r\nBuildBranch=rs4_release\r\n');
  media.put('sources/cversion.ini', '[HostBuild]\r\nMinClient=7233.0\r\nMinServer=7100.0\r\n');
  media.put('sources/ei.cfg', '[Channel]\r\n_Default\r\n');
  media.put('support/logging/readme.txt', 'Lab media\r\n');
}

function installWimImage(edition: LabEdition, winre: Buffer, megabytes: number): WimImage {
  const name = editionNames[edition];
  return {
    name, description: name, tree: installImage(edition, winre, megabytes),
    properties: imageProperties({ displayName: name, flags: edition, editionId: edition, installationType: 'Client', build, spBuild: 1 }),
  };
}

function bootWimImage(name: string, tree: ImageTree, flags?: string): WimImage {
  return {
    name, description: name, tree,
    properties: imageProperties({
      displayName: name, editionId: 'WindowsPE', installationType: 'WindowsPE', build, spBuild: 1, ...(flags === undefined ? {} : { flags }),
    }),
  };
}

async function recoveryWim(root: string, options: MediaOptions): Promise<Buffer> {
  const folder = await mkdtemp(join(root, '.winre-'));
  try {
    const file = join(folder, 'winre.wim');
    const image = { ...bootWimImage('Microsoft Windows Recovery Environment (x64)', bootImage('recovery')), bootable: true };
    await makeWim([image], file, { signal: options.signal, waste: waste('winre', options.megabytes) });
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What servicing in place leaves behind, so that an export has something to drop. */
function waste(name: string, megabytes: number): ImageTree {
  return new ImageTree().put(`${name}.bin`, noise(`waste ${name}`, 16_384 + megabytes * 131_072));
}
