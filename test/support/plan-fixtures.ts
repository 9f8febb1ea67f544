import type { PlanOptions } from '../../src/plan/create-plan.js';
import type { ImageInfo, MediaInfo } from '../../src/schema/media.js';
import { servicingRequestSchema } from '../../src/schema/request.js';
import type { UpdateInfo, UpdateScan } from '../../src/schema/update.js';

/** A described image, as inspectMedia would give it for 1803 media; fields may be replaced. */
export function image(index: number, name: string, fields: Partial<ImageInfo> = {}): ImageInfo {
  return {
    index, name, description: name, editionId: name.replace('Windows 10 ', ''), installationType: 'Client', architecture: 'x64',
    version: { major: 10, minor: 0, build: 17134, spBuild: 1, spLevel: 0 }, languages: ['en-US'], size: 15_000_000_000, directoryCount: 1,
    fileCount: 1, identity: `identity-${index}-${name}`, rehearsed: false, packages: [], ubr: 1, servicingStack: '10.0.17134.1',
    winre: { path: 'Windows/System32/Recovery/winre.wim', size: 500_000_000, sha1: 'a'.repeat(40) }, ...fields,
  };
}

/** Media with two editions, WinPE and Setup. */
export function media(fields: Partial<MediaInfo> = {}, images: ImageInfo[] = [image(1, 'Windows 10 Home'), image(2, 'Windows 10 Pro')]): MediaInfo {
  const wim = { format: 'wim', compression: 'lzx', size: 100, partNumber: 1, totalParts: 1 } as const;
  const boot = (index: number, name: string): ImageInfo => {
    const { winre: _winre, ...rest } = image(index, name, { installationType: 'WindowsPE', size: 2_000_000_000 });
    return rest;
  };
  return {
    schemaVersion: 1, path: '/media', architecture: 'x64', build: 17134, rehearsed: false, fileCount: 10, totalBytes: 10_000, stamp: 'd'.repeat(64),
    install: { ...wim, path: 'sources/install.wim', bootIndex: 0, images },
    boot: { ...wim, path: 'sources/boot.wim', bootIndex: 2, images: [boot(1, 'WinPE'), boot(2, 'Setup')] },
    netfx3Source: 'sources/sxs', ...fields,
  };
}

let serial = 0;

/** A described update. */
export function update(fields: Partial<UpdateInfo>): UpdateInfo {
  serial += 1;
  return {
    path: `/updates/${fields.file ?? `update${serial}.msu`}`, file: `update${serial}.msu`, format: 'msu-cab', size: 1,
    sha256: serial.toString(16).padStart(64, '0'), kind: 'other', identity: `Package_${serial}~~amd64~~1.0`, version: '1.0',
    architecture: 'x64', language: 'neutral', packages: [], nameDigest: 'none', ...fields,
  };
}

export const stack = update({
  file: 'ssu.msu', kind: 'servicingStack', kb: 'KB4338853', identity: 'Package_for_KB4338853~31bf3856ad364e35~amd64~~17134.164.1.1',
  version: '17134.164.1.1', servicingStackVersion: '10.0.17134.164', targetBuild: 17134,
});
export const cumulative = update({
  file: 'lcu.msu', kind: 'cumulative', kb: 'KB4338819', identity: 'Package_for_RollupFix~31bf3856ad364e35~amd64~~17134.165.1.6',
  version: '17134.165.1.6', targetBuild: 17134, resultBuild: { build: 17134, ubr: 165 }, minimumServicingStack: '10.0.17134.164',
});
export const flash = update({
  file: 'flash.msu', kind: 'adobeFlash', kb: 'KB4338832', identity: 'Package_for_KB4338832~31bf3856ad364e35~amd64~~10.0.1.0', version: '10.0.1.0',
});

/** A scan that found these updates. */
export function scan(...updates: UpdateInfo[]): UpdateScan {
  return { schemaVersion: 1, updates, ignored: [] };
}

/** The options of a request that names nothing but places; fields may be replaced. */
export function planOptions(fields: Partial<PlanOptions> = {}): PlanOptions {
  return { ...servicingRequestSchema.parse({ media: '/media', updates: ['/updates'], output: '/output' }), ...fields };
}
