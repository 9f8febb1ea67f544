import { homedir, userInfo } from 'node:os';
import { mapTexts } from './map-texts.js';

/** Whose names are kept out of what is handed on. */
export interface Person {
  /** The home folder, absolute. */
  readonly home: string;
  readonly name: string;
  /** Windows domain or computer of the account. */
  readonly domain?: string | undefined;
}

/** The person who runs this process; without an account (a container's number) only the home folder is known. */
export function currentPerson(env: Readonly<Record<string, string | undefined>> = process.env): Person {
  return { home: homedir(), name: accountName(), domain: env['USERDOMAIN'] };
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

/** Profiles of nobody. */
const shared = String.raw`(?!(?:Public|Default|Default User|All Users)(?:[\\/"'\s]|$))`;
const segment = String.raw`[^\\/"'<>|:*?\s,;)\]]+`;
/** Names in paths below the folders where homes lie, whoever's they are. */
const anybody = [
  new RegExp(String.raw`(\b[A-Za-z]:[\\/]{1,2}(?:Users|Documents and Settings)[\\/]{1,2})${shared}${segment}`, 'giu'),
  new RegExp(String.raw`((?<![\w.-])/(?:home|Users)/)${shared}${segment}`, 'gu'),
];

/** What gives access or is paid for. */
const secrets: readonly [RegExp, string][] = [
  [/\b[A-Z0-9]{5}(?:-[A-Z0-9]{5}){4}\b/gu, 'XXXXX-XXXXX-XXXXX-XXXXX-XXXXX'],
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@:"']+:[^\s/@"']+@/giu, '$1***@'],
  [/(["']?\b(?:password|passwd|pwd|secret|token|api[-_ ]?key)\b["']?\s*[=:]\s*)(["']).*?\2/giu, '$1$2***$2'],
  [/(\b(?:password|passwd|pwd|secret|token|api[-_ ]?key)\b\s*[=:]\s*)[^\s,;}"']+/giu, '$1***'],
];

/**
 * Keeps the names of people, and secrets, out of logs, results and reports. The home folder of whoever runs the tool is
 * written `~`, so that a path still tells where something is; other people's names in paths become `<user>`.
 */
export class Privacy {
  readonly #rules: readonly [RegExp, string][];
  readonly #home: string;

  constructor(person: Person = currentPerson()) {
    this.#home = person.home.replace(/[\\/]+$/u, '');
    this.#rules = [...homeRules(this.#home), ...anybody.map((rule): [RegExp, string] => [rule, '$1<user>']), ...accountRules(person), ...secrets];
  }

  /** Text without names and secrets. */
  hide(text: string): string {
    return this.#rules.reduce((left, [rule, instead]) => left.replace(rule, instead), text);
  }

  /** A copy of plain data with every text in it as {@link hide} leaves it; keys stay. */
  hideIn<T>(data: T): T {
    return mapTexts(data, (text) => this.hide(text));
  }

  /** A copy of plain data with every path below `~` as it was, for the same person on the same computer. */
  showIn<T>(data: T): T {
    return mapTexts(data, (text) => (/^~(?=[\\/]|$)/u.test(text) ? `${this.#home}${text.slice(1)}` : text));
  }
}

/** As it is, and as JSON and PowerShell write it. Case does not count where a drive has a letter. */
function homeRules(home: string): [RegExp, string][] {
  if (home.length < 3) return [];
  const flags = /^[A-Za-z]:/u.test(home) ? 'giu' : 'gu';
  const forms = new Set([home, home.replaceAll('\\', '\\\\'), home.replaceAll('\\', '/')]);
  return [...forms].map((form) => [new RegExp(String.raw`(?<![\w.~-])${escaped(form)}(?![\w.-])`, flags), '~']);
}

function accountRules({ name, domain }: Person): [RegExp, string][] {
  if (name === '' || domain === undefined || domain === '') return [];
  return [[new RegExp(String.raw`\b${escaped(domain)}(\\{1,2})${escaped(name)}(?!\w)`, 'giu'), '<user>']];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`);
}
