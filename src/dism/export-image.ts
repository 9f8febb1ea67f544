import type { ExportOptions } from './client-options.js';
import type { DismCaller } from './dism-caller.js';
import { runDismExe } from './dism-exe.js';

const cmdlet = 'Export-WindowsImage';

/**
 * Exports one image. Export-WindowsImage knows none, fast and max; the solid compression of ESD files is dism.exe's
 * `/Compress:recovery`. An image is appended to an ESD that is there.
 */
export async function exportImage(dism: DismCaller, options: ExportOptions): Promise<void> {
  const { source, index, destination, compression, parts, name, setBootable, checkIntegrity } = options;
  if (compression !== 'recovery') {
    await dism.run(cmdlet, {
      SourceImagePath: source, SourceIndex: index, DestinationImagePath: destination, DestinationName: name,
      CompressionType: compression, CheckIntegrity: checkIntegrity, Setbootable: setBootable, SplitImageFilePattern: parts,
    });
    return;
  }
  await runDismExe(dism, cmdlet, [
    '/Export-Image', `/SourceImageFile:${source}`, `/SourceIndex:${index}`, `/DestinationImageFile:${destination}`, '/Compress:recovery',
    ...(name === undefined ? [] : [`/DestinationName:${name}`]), ...(parts === undefined ? [] : [`/SWMFile:${parts}`]),
    ...(setBootable === true ? ['/Bootable'] : []), ...(checkIntegrity === true ? ['/CheckIntegrity'] : []),
  ]);
}
