import { system32, windows, type ComponentRow } from '../component-rows.js';
import { releaseVersion } from '../windows-components.js';

/** What the updates of 2018-07 bring. */
export const servicingStackVersion = '10.0.17134.164';
export const cumulativeVersion = '10.0.17134.165';
export const flashVersion = '10.0.17134.137';

/** Renewed by the Flash update only. */
export const flashComponents: readonly ComponentRow[] = [
  { name: 'Adobe-Flash-For-Windows', files: ['Flash.ocx', 'FlashUtil_ActiveX.exe'].map((name) => ({
    name, destination: `${system32}Macromed\\Flash\\`, versions: { [releaseVersion]: '29.0.0.113', [flashVersion]: '30.0.0.134' } })) },
];
/** .NET Framework 3.5: the payload of `sources/sxs`, which the cumulative update renews where it is on. */
export const netfx3Components: readonly ComponentRow[] = [
  { name: 'NetFx-Mscorlib', renewed: true, token: 'b77a5c561934e089', files: ['mscorlib.dll', 'mscorwks.dll'].map((name) => ({
    name, destination: `${windows}Microsoft.NET\\Framework64\\v2.0.50727\\`,
    versions: { [releaseVersion]: '2.0.50727.8922', [cumulativeVersion]: '2.0.50727.8940' } })) },
];
