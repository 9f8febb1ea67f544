import { ServicingError } from '../schema/errors.js';
import { fitsPattern, isPattern } from './name-pattern.js';
import { sameName } from './paths.js';

/** The part of a capability's name before its language and version: `OpenSSH.Server` of `OpenSSH.Server~~~~0.0.1.0`. */
function baseName(capability: string): string {
  return capability.split('~')[0] ?? capability;
}

/**
 * The full name of a capability among those that an image and its sources know.
 * @param wanted full, or short where that says enough: `OpenSSH.Server`, `NetFX3`
 * @returns undefined where nothing has that name
 * @throws ServicingError `servicing` where a short name fits more than one, with all of them
 */
export function fullCapabilityName(wanted: string, known: readonly string[]): string | undefined {
  const fitting = [...new Set(known.filter((name) => sameName(name, wanted) || (!wanted.includes('~') && sameName(baseName(name), wanted))))];
  if (fitting.length < 2) return fitting[0];
  throw new ServicingError('servicing', `The capability ${wanted} is not one but ${fitting.length}`, {
    details: fitting.toSorted(), advice: 'Name the one that is meant in full.',
  });
}

/** The capabilities that a pattern takes: by the full name, or by the short one. Errors as {@link fullCapabilityName}. */
export function capabilitiesLike(pattern: string, known: readonly string[]): string[] {
  if (isPattern(pattern)) return known.filter((name) => fitsPattern(name, pattern) || fitsPattern(baseName(name), pattern));
  const name = fullCapabilityName(pattern, known);
  return name === undefined ? [] : [name];
}
