import type { FileVersion } from '../schema/common.js';

/** `amd64_microsoft-windows-os-kernel_31bf3856ad364e35_10.0.17134.165_none_<hash>.manifest`: a folder of WinSxS, and its version. */
const componentManifest = /(?:^|\/)([a-z0-9]+_(microsoft-windows-os-kernel|microsoft-windows-servicingstack)_[0-9a-f]+_([\d.]+)_none_[0-9a-f]+)\.manifest$/iu;

/**
 * One file whose version proves that an update is in an image: of a servicing stack, TiWorker.exe in the folder of the
 * stack; of a cumulative update, the kernel, which Windows links from its component into System32. The component's version
 * is the file's. Undefined for a package that does not list such a component.
 * @param members names of the files in a package cabinet
 */
export function provenBy(members: readonly string[], kind: string): FileVersion | undefined {
  const wanted = kind === 'servicingStack' ? 'microsoft-windows-servicingstack' : kind === 'cumulative' ? 'microsoft-windows-os-kernel' : undefined;
  const found = members.map((member) => componentManifest.exec(member)).filter((match) => match?.[2]?.toLowerCase() === wanted)
    .map((match) => ({ folder: match?.[1] ?? '', version: match?.[3] ?? '' }))
    .sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true })).at(-1);
  if (found === undefined) return undefined;
  const path = kind === 'servicingStack' ? `Windows/WinSxS/${found.folder}/TiWorker.exe` : 'Windows/System32/ntoskrnl.exe';
  return { path, version: found.version };
}
