import type { ImageTree } from './image-tree.js';
import { makePe } from './pe-file.js';
import { componentVersion, type Release } from './release.js';

/**
 * How a file below `sources` of the media stands to the file of the same path below `Windows/System32` once the
 * cumulative update is in the image; what step 9 of the classic recipe makes of it is in `copied`.
 */
export interface SourcesCase {
  /** Path below `sources`, as the media spells it. */
  path: string;
  /** Path below `Windows/System32`, where it is spelt otherwise. */
  system32?: string;
  kind: 'newer' | 'same-time-other-size' | 'older' | 'identical' | 'newer-but-lower-version';
  copied: boolean;
}

const newer = (path: string, system32?: string): SourcesCase =>
  ({ path, kind: 'newer', copied: true, ...(system32 === undefined ? {} : { system32 }) });

/** Every relation that step 9 can meet, each at least once; files on one side only are besides these. */
export const sourcesCases: readonly SourcesCase[] = [
  ...['dism.exe', 'dismapi.dll', 'dismcore.dll', 'dismcoreps.dll', 'dismhost.exe', 'dismprov.dll', 'ssshim.dll',
    'wdscore.dll', 'winsetup.dll'].map((path) => newer(path)),
  newer('wdsutil.dll', 'WdsUtil.dll'),
  newer('en-us/wdscore.dll.mui', 'en-US/wdscore.dll.mui'),
  newer('migration/netmigplugin.dll'),
  newer('dlmanifests/shared-dl.man'),
  newer('migwiz/dlmanifests/networking-mpssvc-svc-dl.man'),
  { path: 'unbcl.dll', kind: 'same-time-other-size', copied: true },
  { path: 'diager.dll', kind: 'older', copied: false },
  { path: 'wimgapi.dll', kind: 'older', copied: false },
  { path: 'offreg.dll', kind: 'identical', copied: false },
  { path: 'migration/shmig.dll', kind: 'identical', copied: false },
  { path: 'spwizeng.dll', kind: 'newer-but-lower-version', copied: true },
];

/** Files that only the media has. */
const mediaOnly = ['arunres.dll', 'arunimg.dll', 'background.dll', 'setupprep.exe', 'win32ui.dll', 'upgradeagent.dll'];

/** Fills `sources` of the media with the files that it shares with an install image, and with its own. */
export function putSources(media: ImageTree, install: ImageTree, setup: ImageTree, release: Release): void {
  const { build, month, times } = release;
  const version = componentVersion(release);
  for (const item of sourcesCases) {
    const base = install.get(`Windows/System32/${item.system32 ?? item.path}`);
    const name = item.path.split('/').at(-1) as string;
    const file = {
      'newer': base,
      'identical': base,
      'same-time-other-size': { content: makePe({ name, version, filling: 12_288 }), time: base.time },
      'older': {
        content: makePe({ name, version: `10.0.${build}.${month + 26}`, filling: 8192 }),
        // One is newer than the release only, the other newer than the update too.
        time: name === 'wimgapi.dll' ? times.mediaHotfix : times.mediaRefresh,
      },
      'newer-but-lower-version': { content: makePe({ name, version: `10.0.${build}.${month + 35}`, filling: 8192 }), time: times.release },
    }[item.kind];
    media.put(`sources/${item.path}`, file.content, file.time);
  }
  for (const name of [...mediaOnly, ...release.sources]) media.put(`sources/${name}`, makePe({ name, version }));
  media.put('sources/en-us/arunres.dll.mui', makePe({ name: 'arunres.dll.mui', version, filling: 512 }));
  for (const path of setup.files.keys()) if (path.startsWith('sources/')) media.put(path, setup.get(path).content);
}
