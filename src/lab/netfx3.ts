import type { UpdateSpec } from './update-file.js';
import { labTimes } from './times.js';
import { componentOf, netfx3Components, releaseVersion } from './windows-components.js';

export const netfx3Package = { name: 'Microsoft-Windows-NetFx3-OnDemand-Package', version: releaseVersion };

/** The payload of .NET Framework 3.5 as the media carry it in `sources/sxs`. */
export function netfx3Payload(): Pick<UpdateSpec, 'top' | 'time'> {
  const parents = { packages: [{ name: 'Microsoft-Windows-Foundation-Package', version: releaseVersion }] };
  return {
    time: labTimes.release,
    top: {
      identity: netfx3Package, releaseType: 'OnDemand Pack', identifier: netfx3Package.name, restart: 'possible',
      description: '.NET Framework 3.5 (lab)', parents, minimumServicingStack: releaseVersion,
      children: [{
        identity: { name: 'Microsoft-Windows-NetFx3-OnDemand-Core-Package', version: releaseVersion },
        releaseType: 'OnDemand Pack', parents, components: netfx3Components.map((row) => componentOf(row)),
      }],
    },
  };
}
