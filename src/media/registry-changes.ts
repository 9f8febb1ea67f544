import type { RegChange, RegHive } from '../files/reg-model.js';
import { inControlSet, isBelowCurrentControlSet } from '../files/reg-roots.js';
import { ServicingError } from '../schema/errors.js';
import type { RegistryHive } from './registry-hive.js';

/**
 * The changes of one hive, their keys as that hive has them: CurrentControlSet is a link that Windows makes when it starts, to
 * the set that `Select\Current` names.
 * @throws ServicingError `media-invalid` where the SYSTEM hive names none
 */
export function changesOfHive(all: readonly RegChange[], name: RegHive, hive: RegistryHive): RegChange[] {
  return all.filter((change) => change.hive === name).map((change) => {
    if (!isBelowCurrentControlSet(name, change.key)) return change;
    const current = hive.key('Select')?.number('Current');
    if (current === undefined) throw new ServicingError('media-invalid', 'The SYSTEM hive names no current control set (Select\\Current).');
    return { ...change, key: inControlSet(change.key, current) };
  });
}
