import { componentsOf } from './component-rows.js';
import type { Identity } from './identity.js';
import { componentVersion, packageVersion, type Release } from './release.js';
import type { UpdateSpec } from './update-file.js';
import { windows10v1803 } from './windows-10-1803/release.js';

/** The package of .NET Framework 3.5. */
export function netfx3PackageOf(release: Pick<Release, 'build'>): Identity {
  return { name: 'Microsoft-Windows-NetFx3-OnDemand-Package', version: packageVersion(release) };
}

/** The payload of .NET Framework 3.5 as the media carry it in `sources/sxs`. */
export function netfx3Payload(release: Release = windows10v1803): Pick<UpdateSpec, 'top' | 'time'> {
  const version = packageVersion(release);
  const parents = { packages: [{ name: 'Microsoft-Windows-Foundation-Package', version }] };
  const identity = netfx3PackageOf(release);
  const time = release.times.release;
  return {
    time,
    top: {
      identity, releaseType: 'OnDemand Pack', identifier: identity.name, restart: 'possible',
      description: '.NET Framework 3.5 (lab)', parents, minimumServicingStack: version,
      children: [{
        identity: { name: 'Microsoft-Windows-NetFx3-OnDemand-Core-Package', version },
        releaseType: 'OnDemand Pack', parents,
        components: componentsOf(release.netfx3, componentVersion(release), time),
      }],
    },
  };
}
