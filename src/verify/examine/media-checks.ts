import type { FileTree } from '../../files/file-tree.js';
import { sha1In } from '../../files/hash.js';
import type { WimFile } from '../../media/wim-file.js';
import type { Architecture } from '../../schema/common.js';
import type { Check } from '../../schema/result.js';

/** Programs that must be the same on the media and in the Setup image, or Setup fails (Microsoft, "Update Windows installation media with Dynamic Update"). */
const setupPrograms = ['sources/setup.exe', 'sources/setuphost.exe'];
const bootLoaders: Readonly<Record<Architecture, string>> = { x64: 'bootx64.efi', x86: 'bootia32.efi', arm64: 'bootaa64.efi' };

/** The Setup programs of the media against those in the Setup image; one that neither has is no matter. */
export async function setupChecks(tree: FileTree, setup: { wim: WimFile; index: number }, signal: AbortSignal): Promise<Check[]> {
  const found = await setup.wim.askMetadata(setup.index, (files) => new Map(setupPrograms.map((program) => [program, files.find(program)?.sha1])), { signal });
  const checks: Check[] = [];
  for (const program of setupPrograms) {
    const inside = found.get(program);
    const path = await tree.find(program);
    const outside = path === undefined ? undefined : await sha1In(tree, path, { signal });
    if (inside === undefined && outside === undefined) continue;
    checks.push({
      id: `setup-${program}`, title: `${program} is the same on the media and in the Setup image`, ok: inside === outside,
      evidence: `media ${outside ?? 'missing'}, Setup image ${inside ?? 'missing'} (SHA-1)`,
    });
  }
  return checks;
}

/** Without these files the media does not start: BIOS (not on ARM), UEFI, and the boot configuration of each. */
export async function bootCheck(tree: FileTree, architecture: Architecture): Promise<Check> {
  const bios = architecture === 'arm64' ? [] : ['bootmgr', 'boot/bcd', 'boot/boot.sdi', 'boot/etfsboot.com'];
  const wanted = [...bios, 'bootmgr.efi', `efi/boot/${bootLoaders[architecture]}`, 'efi/microsoft/boot/bcd', 'efi/microsoft/boot/efisys.bin'];
  const missing: string[] = [];
  for (const file of wanted) if ((await tree.find(file)) === undefined) missing.push(file);
  return {
    id: 'media-boot-files', title: 'Files that the media starts with', ok: missing.length === 0,
    evidence: missing.length === 0 ? `all ${wanted.length} of them` : `missing: ${missing.join(', ')}`,
  };
}
