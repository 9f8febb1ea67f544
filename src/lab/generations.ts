import { ServicingError } from '../schema/errors.js';
import { msuFile, type CatalogFile } from './catalog-file.js';
import type { Product, Release } from './release.js';
import { languageAndFeatureMedia, oneMedium, type RepositoryLayout } from './repository.js';
import { cumulativeUpdate, flashUpdate, servicingStackUpdate } from './updates.js';
import { windows10v1803 } from './windows-10-1803/release.js';
import { windows10v22h2 } from './windows-10-22h2/release.js';
import { separateUpdates22h2, updates22h2 } from './windows-10-22h2/updates.js';
import { windows11v24h2 } from './windows-11-24h2/release.js';
import { updates24h2 } from './windows-11-24h2/updates.js';
import { windowsServer2019 } from './windows-server-2019/release.js';
import { updates2019 } from './windows-server-2019/updates.js';

/** A Windows that the lab can make, with the updates of one month. */
export interface Generation {
  /** The build that people know it by. */
  build: number;
  release: Release;
  /** Editions of a lab that names none, by product; a product without them is not made. */
  editions: Partial<Readonly<Record<Product, readonly string[]>>>;
  /** Where the media with languages and features have them; a generation with such media gets drivers and settings too. */
  repository?: RepositoryLayout;
  /** The month's updates as the catalog has them. */
  updates: () => CatalogFile[];
  /** The same month with servicing stack and cumulative update apart, where that was ever done. */
  separateUpdates?: () => CatalogFile[];
}

const clients = ['Core', 'Professional'];
const servers = ['ServerStandardCore', 'ServerStandard'];

/** All generations, oldest first. */
export const generations: readonly Generation[] = [
  {
    build: 17134, release: windows10v1803, editions: { client: clients },
    updates: () => [
      msuFile('servicingStack', servicingStackUpdate()), msuFile('cumulative', cumulativeUpdate()), msuFile('adobeFlash', flashUpdate()),
    ],
  },
  { build: 17763, release: windowsServer2019, editions: { server: servers }, updates: updates2019 },
  {
    build: 19045, release: windows10v22h2, editions: { client: clients }, updates: updates22h2, separateUpdates: separateUpdates22h2,
    repository: languageAndFeatureMedia,
  },
  { build: 26100, release: windows11v24h2, editions: { client: clients, server: servers }, updates: updates24h2, repository: oneMedium },
];

/**
 * The generation of a build.
 * @throws ServicingError `usage` for a build that the lab does not know
 */
export function generationOf(build: number): Generation {
  const found = generations.find((generation) => generation.build === build);
  if (found === undefined) {
    throw new ServicingError('usage', `The lab makes no media of build ${build}.`, {
      advice: `It knows ${generations.map((generation) => generation.build).join(', ')}.`,
    });
  }
  return found;
}
