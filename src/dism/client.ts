import type { CallContext } from './call-context.js';
import type { CmdletInvoker } from './cmdlet-invoker.js';
import { DismCaller } from './dism-caller.js';
import { featureCommands } from './feature-commands.js';
import type { FeatureCommands } from './feature-commands.js';
import { imageCommands } from './image-commands.js';
import type { ImageCommands } from './image-commands.js';
import { packageCommands } from './package-commands.js';
import type { PackageCommands } from './package-commands.js';
import { repairCommands } from './repair-commands.js';
import type { RepairCommands } from './repair-commands.js';

/**
 * The Dism module as typed functions, one per cmdlet in use. Paths are absolute host paths. All functions throw
 * DismError (code 'servicing') when DISM fails, and pass on the errors of a lost session.
 */
export interface DismClient extends ImageCommands, PackageCommands, FeatureCommands, RepairCommands {}

/** A client for the calls of one step, on a leased session. */
export function dismClient(invoker: CmdletInvoker, context: CallContext): DismClient {
  const caller = new DismCaller(invoker, context);
  return { ...imageCommands(caller), ...packageCommands(caller), ...featureCommands(caller), ...repairCommands(caller) };
}
