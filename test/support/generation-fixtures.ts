import { buildFamily } from '../../src/schema/build-family.js';
import type { ImageInfo, MediaInfo } from '../../src/schema/media.js';
import type { UpdateInfo } from '../../src/schema/update.js';
import { image, media, update } from './plan-fixtures.js';

/** Media of a build with one image an edition, all at one UBR; only the hive of install images names an enabled build. */
export function mediaOf(build: number, ubr: number, editions: readonly Partial<ImageInfo>[] = [{}]): MediaInfo {
  const family = buildFamily(build);
  const version = { major: 10, minor: 0, build: family, spBuild: ubr, spLevel: 0 };
  const facts = { version, currentBuild: family, ubr, servicingStack: `10.0.${family}.1` };
  const base = media({ build }, editions.map((fields, at) => image(at + 1, `Edition ${at + 1}`, { ...facts, currentBuild: build, ...fields })));
  return { ...base, boot: { ...base.boot, images: base.boot.images.map((one) => ({ ...one, ...facts })) } };
}

/** A cumulative update of a build that brings its servicing stack with it. */
export function combinedOf(build: number, ubr: number, fields: Partial<UpdateInfo> = {}): UpdateInfo {
  const stack = `10.0.${build}.${ubr - 1}`;
  return update({
    file: `lcu-${ubr}.msu`, kind: 'combined', kb: `KB50${String(ubr).padStart(5, '0')}`, format: build >= 26100 ? 'msu-wim' : 'msu-cab',
    identity: `Package_for_RollupFix~31bf3856ad364e35~amd64~~${build}.${ubr}.1.1`, version: `${build}.${ubr}.1.1`, targetBuild: build,
    resultBuild: { build, ubr }, servicingStackVersion: stack, minimumServicingStack: stack,
    servicingStack: { version: stack, identity: `Package_for_ServicingStack_${ubr - 1}~31bf3856ad364e35~amd64~~${build}.${ubr - 1}.1.1`, file: `SSU-${build}.${ubr - 1}-x64.cab` },
    ...fields,
  });
}

/** A Safe OS Dynamic Update of a build. */
export function safeOsOf(build: number, revision: number, fields: Partial<UpdateInfo> = {}): UpdateInfo {
  return update({
    file: `safeos-${revision}.cab`, kind: 'safeOs', format: 'cab', kb: `KB51${String(revision).padStart(5, '0')}`, targetBuild: build,
    identity: `Package_for_SafeOSDU~31bf3856ad364e35~amd64~~${build}.${revision}.1.1`, version: `${build}.${revision}.1.1`, ...fields,
  });
}

/** A Setup Dynamic Update: a cabinet without a package. */
export function setupOf(revision: number, fields: Partial<UpdateInfo> = {}): UpdateInfo {
  return update({ file: `setup-${revision}.cab`, kind: 'setupDynamic', format: 'cab', kb: `KB52${String(revision).padStart(5, '0')}`, identity: '', version: '', ...fields });
}

/** A .NET Framework update. */
export function dotNetOf(revision: number, fields: Partial<UpdateInfo> = {}): UpdateInfo {
  return update({
    file: `dotnet-${revision}.msu`, kind: 'dotNet', kb: `KB53${String(revision).padStart(5, '0')}`,
    identity: `Package_for_DotNetRollup_481~31bf3856ad364e35~amd64~~10.0.${revision}.1`, version: `10.0.${revision}.1`, ...fields,
  });
}

/** One month's updates for a build: combined, Safe OS, Setup, .NET. */
export function monthOf(build: number, ubr: number): UpdateInfo[] {
  const releaseMonth = '2025-04';
  return [combinedOf(build, ubr, { releaseMonth }), safeOsOf(build, ubr - 2, { releaseMonth }), setupOf(ubr, { releaseMonth }), dotNetOf(9000 + ubr, { releaseMonth })];
}
