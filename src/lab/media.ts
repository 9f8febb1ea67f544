import { mkdtemp, mkdir, readFile, rm, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { rehearsalMark } from '../schema/common.js';
import { architectureWords } from './architecture.js';
import { putBootFiles } from './boot-files.js';
import { imageProperties } from './image-properties.js';
import { ImageTree } from './image-tree.js';
import { bootImage, installImage, type BootKind } from './images.js';
import { netfx3Payload } from './netfx3.js';
import { noise } from './noise.js';
import { makePe } from './pe-file.js';
import { componentVersion, type EditionRow, type Release } from './release.js';
import { putSources } from './sources-cases.js';
import { makePackageCab } from './update-file.js';
import { makeWim, type WimImage } from './wim.js';

export interface MediaOptions {
  release: Release;
  /** Keys of the release's editions, in the order of the images. */
  editions: readonly string[];
  megabytes: number;
  signal?: AbortSignal | undefined;
  onProgress?: ((line: string) => void) | undefined;
}

/** An index of a WIM of the lab. */
export interface LabImage { wim: string; index: number; name: string }

/**
 * Writes the media of a generation into an empty folder.
 * @throws ServicingError `backend` when wimlib-imagex or gcab is missing or fails
 */
export async function makeMedia(root: string, options: MediaOptions): Promise<LabImage[]> {
  const { signal, release } = options;
  const { release: time } = release.times;
  const say = options.onProgress ?? ((): void => undefined);
  const setup = bootImage('setup', release);
  await mkdir(join(root, 'sources', 'sxs'), { recursive: true });

  say('Recovery image');
  const winre = await recoveryWim(root, options);
  say(`Install images: ${options.editions.join(', ')}`);
  const installs = options.editions.map((edition) => installWimImage(edition, winre, options));
  const installWim = join(root, 'sources', 'install.wim');
  await makeWim(installs, installWim, { signal, time });
  say('Boot images');
  const boots = [
    bootWimImage('pe', bootImage('pe', release), release),
    { ...bootWimImage('setup', setup, release), bootable: true },
  ];
  const bootWim = join(root, 'sources', 'boot.wim');
  await makeWim(boots, bootWim, { signal, time, waste: waste('boot', options) });

  say('Media files');
  const netfx3 = join(root, 'sources', 'sxs', release.netfx3Cabinet.replace('amd64', architectureWords().identity));
  await makePackageCab(netfx3Payload(release), netfx3, { signal });
  const files = new ImageTree(time);
  putMediaFiles(files, release);
  putBootFiles(files, release, setup);
  putSources(files, (installs[0] as WimImage).tree, setup, release);
  await files.writeTo(root);
  for (const file of [installWim, bootWim, netfx3, dirname(netfx3), dirname(installWim), root]) await utimes(file, time, time);
  const indexes = (wim: string, images: readonly WimImage[]): LabImage[] => images.map((image, at) => ({ wim, index: at + 1, name: image.name }));
  return [...indexes('sources/install.wim', installs), ...indexes('sources/boot.wim', boots)];
}

function putMediaFiles(media: ImageTree, release: Release): void {
  media.put(rehearsalMark, `${JSON.stringify({ schemaVersion: 1, kind: 'lab', build: release.build, note: 'Made by the offline-servicing lab; not Windows.' }, undefined, 2)}\n`);
  media.put('autorun.inf', `[AutoRun.${autorunNames[architectureWords().short]}]\r\nopen=setup.exe\r\nicon=setup.exe,0\r\n`);
  media.put('setup.exe', makePe({ name: 'setup.exe', version: componentVersion(release), description: 'Launcher of the media root (lab)', filling: 2048 }));
  media.put('sources/idwbinfo.txt', `[BUILDINFO]\r\nBuildArch=${architectureWords().identity}\r\nBuildType=fre\r\nBuildBranch=${release.branch.split('.')[0]}\r\n`);
  media.put('sources/cversion.ini', '[HostBuild]\r\nMinClient=7233.0\r\nMinServer=7100.0\r\n');
  media.put('sources/ei.cfg', '[Channel]\r\n_Default\r\n');
  media.put('support/logging/readme.txt', 'Lab media\r\n');
}

function installWimImage(edition: string, winre: Buffer, { release, megabytes }: MediaOptions): WimImage {
  const row = release.editions[edition] as EditionRow;
  const { name, displayName = name, editionId, flags = editionId, installationType } = row;
  return {
    name, description: name, tree: installImage(edition, winre, megabytes, release),
    properties: imageProperties({ displayName, flags, editionId, installationType, build: release.build, spBuild: release.revision }),
  };
}

const autorunNames = { x64: 'Amd64', x86: 'x86', arm64: 'Arm64' } as const;

/** Names, without the architecture, and flags of the boot images. */
const bootNames: Readonly<Record<BootKind, { name: string; flags?: string }>> = {
  pe: { name: 'Microsoft Windows PE', flags: '9' },
  setup: { name: 'Microsoft Windows Setup', flags: '2' },
  recovery: { name: 'Microsoft Windows Recovery Environment' },
};

function bootWimImage(kind: BootKind, tree: ImageTree, release: Release): WimImage {
  const { name: plain, flags } = bootNames[kind];
  const name = `${plain} (${architectureWords().short})`;
  return {
    name, description: name, tree,
    properties: imageProperties({
      displayName: name, editionId: 'WindowsPE', installationType: 'WindowsPE', build: release.build, spBuild: release.revision,
      ...(flags === undefined ? {} : { flags }),
    }),
  };
}

async function recoveryWim(root: string, options: MediaOptions): Promise<Buffer> {
  const folder = await mkdtemp(join(root, '.winre-'));
  try {
    const file = join(folder, 'winre.wim');
    const { release, signal } = options;
    const image = { ...bootWimImage('recovery', bootImage('recovery', release), release), bootable: true };
    await makeWim([image], file, { signal, time: release.times.release, waste: waste('winre', options) });
    return await readFile(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What servicing in place leaves behind, so that an export has something to drop. */
function waste(name: string, { release, megabytes }: MediaOptions): ImageTree {
  return new ImageTree(release.times.release).put(`${name}.bin`, noise(`waste ${name}`, 16_384 + megabytes * 131_072));
}
