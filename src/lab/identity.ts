import { createHash } from 'node:crypto';
import { architectureWords } from './architecture.js';
import { element } from './xml.js';

/** The key token of the strong name that Windows packages carry. */
const windowsToken = '31bf3856ad364e35';

/** `assemblyIdentity` of a package or a component. */
export interface Identity {
  name: string;
  version: string;
  /** Default that of the lab. */
  architecture?: string;
  /** Default neutral. */
  language?: string;
  /** Default the token of Windows. */
  token?: string;
}

/** Package identity as DISM shows it: `Name~token~architecture~language~version`, a neutral language written empty. */
export function packageIdentity(identity: Identity): string {
  const { name, version, architecture, language, token } = complete(identity);
  return [name, token, architecture, language === 'neutral' ? '' : language, version].join('~');
}

/** Folder of a component in WinSxS: `architecture_name_token_version_culture_hash`, all lower-case. */
export function componentFolder(identity: Identity): string {
  const { name, version, architecture, language, token } = complete(identity);
  const parts = [architecture, name, token, version, language === 'neutral' ? 'none' : language].join('_').toLowerCase();
  return `${parts}_${createHash('sha256').update(parts).digest('hex').slice(0, 16)}`;
}

export function assemblyIdentity(identity: Identity, tag = 'assemblyIdentity', more: Readonly<Record<string, string>> = {}): string {
  const { name, version, architecture, language, token } = complete(identity);
  return element(tag, { name, version, processorArchitecture: architecture, language, publicKeyToken: token, ...more });
}

function complete(identity: Identity): Required<Identity> {
  return { architecture: architectureWords().identity, language: 'neutral', token: windowsToken, ...identity };
}
