import { componentOf } from './component-rows.js';
import { cumulativeSpec, parentsOf, stackSpec, updateSpec } from './release-updates.js';
import { labTimes } from './times.js';
import type { UpdateSpec } from './update-file.js';
import { flashComponents, flashVersion, servicingStackVersion } from './windows-10-1803/components.js';
import { windows10v1803 } from './windows-10-1803/release.js';
import { releaseVersion } from './windows-components.js';

/** KB4338853: brings servicing stack 17134.164 to every image. */
export function servicingStackUpdate(): UpdateSpec {
  return stackSpec(windows10v1803, { kb: 'KB4338853', name: 'Package_for_KB4338853', revision: 164, time: labTimes.servicingStack });
}

/** Another cumulative update than the one of 2018-07-06. */
export interface CumulativeOptions {
  kb?: string;
  /** The update build revision that it brings; default 165. */
  revision?: number;
  /** Default 10.0.17134.164. */
  minimumServicingStack?: string;
  /** Last write time of its files; even seconds. */
  time?: Date;
}

/** KB4338819, unless told otherwise: brings every image to 17134.165, each kind of image with its own content. */
export function cumulativeUpdate(options: CumulativeOptions = {}): UpdateSpec {
  const { kb = 'KB4338819', revision = 165, minimumServicingStack = servicingStackVersion, time = labTimes.cumulative } = options;
  return cumulativeSpec(windows10v1803, { kb, revision, tail: '1.6', minimumServicingStack, time });
}

/** KB4338832: the Flash player of install images. */
export function flashUpdate(): UpdateSpec {
  const parents = parentsOf(windows10v1803).edition;
  return updateSpec({
    kb: 'KB4338832', name: 'Package_for_KB4338832', version: '10.0.1.0', releaseType: 'Security Update', time: labTimes.flash,
    parents, minimumServicingStack: releaseVersion,
    children: [{ parents, components: flashComponents.map((row) => componentOf(row, flashVersion, labTimes.flash)) }],
  });
}
