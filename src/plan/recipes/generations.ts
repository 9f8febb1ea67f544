/** What differs between builds that one recipe serves. */
export interface Generation {
  /** First build of the row; it counts up to the next row's. */
  readonly from: number;
  readonly name: string;
  /** `shape`: by the updates, classic for a separate servicing stack, current for a combined update. */
  readonly recipe: 'classic' | 'current' | 'shape';
  /** Cumulative update into WinPE, Setup and, in the classic recipe, WinRE. */
  readonly bootCumulative: boolean;
  /** Founding process, step 9: matching newer files from System32 to the media's sources. */
  readonly copyNewerSources: boolean;
  /** Media and Setup image must agree on setuphost.exe too. */
  readonly setupHost: boolean;
  /** The image keeps the update's manifests, so that content added later is served from them. */
  readonly keepsUpdateManifests: boolean;
  /** .NET Framework 3.5 is a feature of the image. */
  readonly hasNetfx3: boolean;
  /** UBR of the first cumulative update that carries boot files signed by Windows UEFI CA 2023 (2024-04); 0 = the release has them. */
  readonly ca2023Ubr: number | undefined;
  readonly note?: string;
}

const founding = {
  recipe: 'classic', bootCumulative: true, copyNewerSources: true, setupHost: false, keepsUpdateManifests: false, hasNetfx3: true, ca2023Ubr: undefined,
} as const;
const later = { ...founding, copyNewerSources: false } as const;
const modern = { ...later, recipe: 'current', keepsUpdateManifests: true } as const;

/**
 * The generations, oldest first. Sources: the founding process (2018); what its author and W10UI changed later (14393: no
 * cumulative update in boot images, which need an older servicing stack first; from 18362 no copy of System32 to sources,
 * because Setup met files of two builds); Microsoft's Dynamic Update page (setuphost.exe from 26100); W10UI (manifests of
 * the update kept from 20231; no .NET Framework 3.5 feature from 27965); release notes of April 2024 for CA 2023.
 */
export const generations: readonly Generation[] = [
  { ...founding, from: 14393, name: 'Windows 10 1607, Server 2016', bootCumulative: false, ca2023Ubr: 6897, note: 'Build 14393: no cumulative update in WinRE and boot images' },
  { ...founding, from: 15063, name: 'Windows 10 1703' },
  { ...founding, from: 16299, name: 'Windows 10 1709' },
  { ...founding, from: 17134, name: 'Windows 10 1803' },
  { ...founding, from: 17763, name: 'Windows 10 1809, Server 2019', ca2023Ubr: 5696 },
  { ...later, from: 18362, name: 'Windows 10 1903 and 1909', note: 'Build 18362/18363: sources get setup.exe from the Setup image only' },
  { ...later, from: 19041, name: 'Windows 10 2004 to 22H2', recipe: 'shape', ca2023Ubr: 4291 },
  { ...modern, from: 20348, name: 'Windows Server 2022', ca2023Ubr: 2402 },
  { ...modern, from: 22000, name: 'Windows 11 21H2', ca2023Ubr: 2899 },
  { ...modern, from: 22621, name: 'Windows 11 22H2 and 23H2', ca2023Ubr: 3447 },
  { ...modern, from: 25398, name: 'Windows Server 23H2', ca2023Ubr: 830 },
  { ...modern, from: 26100, name: 'Windows 11 24H2 and 25H2, Server 2025', setupHost: true, ca2023Ubr: 0 },
  { ...modern, from: 27965, name: 'Windows 11 26H1 and later', setupHost: true, hasNetfx3: false, ca2023Ubr: 0 },
];

/** The generation of a build; undefined for builds older than all. */
export function generationOf(build: number): Generation | undefined {
  return generations.findLast((generation) => build >= generation.from);
}
