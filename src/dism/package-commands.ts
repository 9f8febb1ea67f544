import type { DismCaller } from './dism-caller.js';
import { advancedPackageSchema, basicPackageSchema, imageObjectSchema } from './objects.js';
import type { AdvancedPackage, BasicPackage, ImageObject } from './objects.js';

/** Packages of a mounted image. */
export interface PackageCommands {
  /** `Add-WindowsPackage`. Success is no proof that the package is in the image: read it back. */
  addPackage(options: { path: string; packagePath: string }): Promise<ImageObject>;
  /** `Get-WindowsPackage` */
  getPackages(path: string): Promise<BasicPackage[]>;
  /** `Get-WindowsPackage -PackageName`, by the full identity. An unknown one is a DismError 0x800f0805. */
  getPackage(path: string, name: string): Promise<AdvancedPackage>;
}

/** See {@link PackageCommands}. */
export function packageCommands(dism: DismCaller): PackageCommands {
  return {
    addPackage: ({ path, packagePath }) => dism.one(
      'Add-WindowsPackage', { Path: path, PackagePath: packagePath }, imageObjectSchema,
    ),
    getPackages: (path) => dism.many('Get-WindowsPackage', { Path: path }, basicPackageSchema),
    getPackage: (path, name) => dism.one('Get-WindowsPackage', { Path: path, PackageName: name }, advancedPackageSchema),
  };
}
