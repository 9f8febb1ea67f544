import type { DismCaller } from './dism-caller.js';
import { basicImageSchema, imageObjectSchema, mountedImageSchema, wimImageSchema } from './objects.js';
import type { BasicImage, ImageObject, MountedImage, WimImage } from './objects.js';

export interface MountOptions {
  imagePath: string;
  index: number;
  /** An empty folder that exists. */
  path: string;
  readOnly?: boolean | undefined;
}

export interface ExportOptions {
  source: string;
  index: number;
  /** Made where it does not exist; else the image is appended. */
  destination: string;
  compression?: 'none' | 'fast' | 'max' | undefined;
  checkIntegrity?: boolean | undefined;
  setBootable?: boolean | undefined;
  /** Name in the destination; default: the name in the source. */
  name?: string | undefined;
}

/** Images of WIM files. */
export interface ImageCommands {
  /** `Get-WindowsImage -ImagePath` */
  getImages(imagePath: string): Promise<BasicImage[]>;
  /** `Get-WindowsImage -ImagePath -Index` */
  getImage(imagePath: string, index: number): Promise<WimImage>;
  /** `Get-WindowsImage -Mounted`: all mounts of the computer, also of others. */
  getMountedImages(): Promise<MountedImage[]>;
  /** `Mount-WindowsImage -ImagePath -Index` */
  mountImage(options: MountOptions): Promise<ImageObject>;
  /** `Dismount-WindowsImage` with Save or Discard. */
  dismountImage(options: { path: string; save: boolean }): Promise<void>;
  /** `Save-WindowsImage`: commits and keeps the mount. */
  saveImage(path: string): Promise<void>;
  /** `Export-WindowsImage -SourceIndex` */
  exportImage(options: ExportOptions): Promise<void>;
  /** `Clear-WindowsCorruptMountPoint`: acts on every broken mount of the computer. */
  clearCorruptMountPoints(): Promise<void>;
}

/** See {@link ImageCommands}. */
export function imageCommands(dism: DismCaller): ImageCommands {
  return {
    getImages: (imagePath) => dism.many('Get-WindowsImage', { ImagePath: imagePath }, basicImageSchema),
    getImage: (imagePath, index) => dism.one('Get-WindowsImage', { ImagePath: imagePath, Index: index }, wimImageSchema),
    getMountedImages: () => dism.many('Get-WindowsImage', { Mounted: true }, mountedImageSchema),
    mountImage: ({ imagePath, index, path, readOnly }) => dism.one(
      'Mount-WindowsImage', { Path: path, ImagePath: imagePath, Index: index, ReadOnly: readOnly }, imageObjectSchema,
    ),
    dismountImage: async ({ path, save }) => {
      await dism.run('Dismount-WindowsImage', { Path: path, ...(save ? { Save: true } : { Discard: true }) });
    },
    saveImage: async (path) => {
      await dism.run('Save-WindowsImage', { Path: path });
    },
    exportImage: async (options) => {
      await dism.run('Export-WindowsImage', {
        SourceImagePath: options.source, SourceIndex: options.index, DestinationImagePath: options.destination,
        DestinationName: options.name, CompressionType: options.compression, CheckIntegrity: options.checkIntegrity,
        Setbootable: options.setBootable,
      });
    },
    clearCorruptMountPoints: async () => {
      await dism.run('Clear-WindowsCorruptMountPoint', {});
    },
  };
}
