import type { Backend } from '../schema/common.js';
import { ServicingError } from '../schema/errors.js';

/**
 * Which backend a request means: what it names, else native on Windows.
 * @throws ServicingError `backend` where nothing was named and there is no native DISM, or native was named there.
 */
export function chooseBackend(wanted: Backend | undefined, platform: NodeJS.Platform = process.platform): Backend {
  if (wanted === 'rehearsal' || (wanted === 'native' && platform === 'win32')) return wanted;
  if (platform === 'win32') return 'native';
  throw new ServicingError('backend', wanted === 'native'
    ? `Native DISM runs on Windows only; this is ${platform}` : `There is no native DISM on ${platform}, and no other backend was named`, {
    advice: 'Run on Windows, or rehearse here with --backend rehearsal (the result is labelled and is not patched Windows).',
  });
}
