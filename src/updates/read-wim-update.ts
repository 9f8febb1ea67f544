import { invalidUpdate } from './invalid-update.js';
import type { ReadContext } from './read-cabinet.js';
import type { UpdateContents } from './update-contents.js';

/** Reads an update in the WIM container that Windows 11 24H2 and Windows Server 2025 brought. */
export async function readWimUpdate(context: ReadContext): Promise<UpdateContents> {
  throw invalidUpdate({
    file: context.update,
    what: 'an update in WIM format (Windows 11 24H2, Windows Server 2025 and later) cannot be read yet',
    advice: 'Leave it out of the updates; media of these versions are not serviced yet.',
  });
}
