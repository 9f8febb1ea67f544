import { createHash } from 'node:crypto';
import type { ImageTree } from './image-tree.js';
import { makePe } from './pe-file.js';

/** A driver package for x64. */
export interface DriverRow {
  /** Name of its files without extension. */
  name: string;
  /** Folder below that of all drivers. */
  folder: string;
  className: string;
  /** GUID of the setup class. */
  classGuid: string;
  hardwareId: string;
  /** 0 is loaded by the boot loader, 3 by hand. */
  start: 0 | 3;
}

/** A driver of a disk that Windows boots from, and one of a network card. */
export const labDrivers: readonly DriverRow[] = [
  {
    name: 'labstor', folder: 'storage', className: 'SCSIAdapter', classGuid: '{4d36e97b-e325-11ce-bfc1-08002be10318}',
    hardwareId: 'PCI\\VEN_1AF4&DEV_1001', start: 0,
  },
  {
    name: 'labnet', folder: 'network', className: 'Net', classGuid: '{4d36e972-e325-11ce-bfc1-08002be10318}',
    hardwareId: 'PCI\\VEN_1AF4&DEV_1000', start: 3,
  },
];

/** Puts INF, catalog and program of a driver below `<folder>/`. */
export function putDriver(tree: ImageTree, row: DriverRow): void {
  const inf = Buffer.from(infText(row), 'latin1');
  const path = `${row.folder}/${row.name}`;
  tree.put(`${path}.inf`, inf).put(`${path}.cat`, catalogOf(inf)).put(`${path}.sys`, makePe({ name: `${row.name}.sys`, version: '1.2.3.4', kind: 'native' }));
}

function infText({ name, className, classGuid, hardwareId, start }: DriverRow): string {
  return [
    '; A driver of the offline-servicing lab; it drives nothing.',
    '[Version]', 'Signature = "$Windows NT$"', `Class = ${className}`, `ClassGuid = ${classGuid}`, 'Provider = %Provider%',
    'DriverVer = 03/01/2025,1.2.3.4', `CatalogFile = ${name}.cat`, 'PnpLockdown = 1', '',
    '[Manufacturer]', '%Provider% = Models, NTamd64', '', '[Models.NTamd64]', `%Device% = Install, ${hardwareId}`, '',
    '[Install.NT]', 'CopyFiles = Files', '', '[Install.NT.Services]', `AddService = ${name}, 0x00000002, Service`, '',
    '[Service]', 'DisplayName = %Device%', 'ServiceType = 1', `StartType = ${start}`, 'ErrorControl = 1', `ServiceBinary = %12%\\${name}.sys`, '',
    '[DestinationDirs]', 'DefaultDestDir = 12', '', '[Files]', `${name}.sys`, '',
    '[SourceDisksNames]', '1 = %Disk%', '', '[SourceDisksFiles]', `${name}.sys = 1`, '',
    '[Strings]', 'Provider = "The offline-servicing authors"', `Device = "Lab device ${name}"`, 'Disk = "Lab drivers"', '',
  ].join('\r\n');
}

/** The outline of a signed catalog: PKCS #7 signed data with the hash of the INF, and no certificate (docs/rehearsal.md). */
function catalogOf(member: Buffer): Buffer {
  const objectIdentifier = Buffer.from('06092a864886f70d010702', 'hex');
  const digest = createHash('sha256').update(member).digest();
  const body = Buffer.concat([objectIdentifier, Buffer.from([0x04, digest.length]), digest]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]);
}
