import type { ImageTree } from './image-tree.js';
import { makePe } from './pe-file.js';
import { labTimes } from './times.js';
import { releaseVersion } from './windows-components.js';

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
export function putSources(media: ImageTree, install: ImageTree, setup: ImageTree): void {
  for (const item of sourcesCases) {
    const base = install.get(`Windows/System32/${item.system32 ?? item.path}`);
    const name = item.path.split('/').at(-1) as string;
    const file = {
      'newer': base,
      'identical': base,
      'same-time-other-size': { content: makePe({ name, version: releaseVersion, filling: 12_288 }), time: base.time },
      'older': {
        content: makePe({ name, version: '10.0.17134.191', filling: 8192 }),
        // One is newer than the release only, the other newer than the update too.
        time: name === 'wimgapi.dll' ? labTimes.mediaHotfix : labTimes.mediaRefresh,
      },
      'newer-but-lower-version': { content: makePe({ name, version: '10.0.17134.200', filling: 8192 }), time: labTimes.release },
    }[item.kind];
    media.put(`sources/${item.path}`, file.content, file.time);
  }
  for (const name of mediaOnly) media.put(`sources/${name}`, makePe({ name, version: releaseVersion }));
  media.put('sources/en-us/arunres.dll.mui', makePe({ name: 'arunres.dll.mui', version: releaseVersion, filling: 512 }));
  for (const name of ['setup.exe', 'w32uires.dll', 'lang.ini']) media.put(`sources/${name}`, setup.get(`sources/${name}`).content);
}
