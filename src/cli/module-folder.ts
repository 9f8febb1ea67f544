import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../files/package-root.js';
import { ServicingError } from '../schema/errors.js';

/**
 * The folder of the PowerShell module OfflineServicing that belongs to this program: below an installed package or a checkout,
 * or the packed module that the program itself lies in.
 * @throws ServicingError `powershell` when the package was taken apart and holds none
 */
export function moduleFolder(root: string = packageRoot()): string {
  const places = [join(root, 'module-manifest', 'OfflineServicing'), root];
  const found = places.find((place) => existsSync(join(place, 'OfflineServicing.psd1')));
  if (found !== undefined) return found;
  throw new ServicingError('powershell', `The PowerShell module is not in ${root}`, { advice: 'Install the package offline-servicing again.' });
}
