import type { CombinedSpec } from './combined-update.js';
import type { Identity } from './identity.js';
import type { Package, Parents } from './package.js';
import type { UpdateSpec } from './update-file.js';

/** The same update for another processor: identities, components and parents, as the catalog offers them side by side. */
export function forArchitecture(spec: UpdateSpec, architecture: 'x86' | 'arm64'): UpdateSpec {
  return { ...mapIdentities(spec, (identity) => ({ ...identity, architecture })), architecture };
}

/** The same combined update for another processor. */
export function combinedForArchitecture(spec: CombinedSpec, architecture: 'x86' | 'arm64'): CombinedSpec {
  return { ...spec, stack: forArchitecture(spec.stack, architecture), cumulative: forArchitecture(spec.cumulative, architecture) };
}

/** The same update for another build, e.g. 17763: everywhere where a version names the build. */
export function forBuild(spec: UpdateSpec, build: number): UpdateSpec {
  const version = (text: string): string => text.replace(/\b17134\b/u, String(build));
  const mapped = mapIdentities(spec, (identity) => ({ ...identity, version: version(identity.version) }));
  return { ...mapped, top: { ...mapped.top, minimumServicingStack: version(mapped.top.minimumServicingStack) } };
}

/** The same update for images that hold one of other packages. */
export function forParents(spec: UpdateSpec, parents: Parents): UpdateSpec {
  return { ...spec, top: { ...spec.top, parents, children: spec.top.children.map((child) => ({ ...child, parents })) } };
}

function mapIdentities(spec: UpdateSpec, map: (identity: Identity) => Identity): UpdateSpec {
  const parents = (item: Parents): Parents => ({ ...item, packages: item.packages.map(map) });
  const child = (item: Package): Package => ({
    ...item, identity: map(item.identity), ...(item.parents === undefined ? {} : { parents: parents(item.parents) }),
    components: item.components.map((component) => ({ ...component, identity: map(component.identity) })),
  });
  const { top } = spec;
  const checkpoint = top.checkpoint === undefined ? {} : { checkpoint: map(top.checkpoint) };
  return { ...spec, top: { ...top, ...checkpoint, identity: map(top.identity), parents: parents(top.parents), children: top.children.map(child) } };
}
