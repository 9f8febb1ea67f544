import type { Check, Verdict } from '../schema/result.js';

type Use = Verdict['use'];

const titles: Readonly<Record<Use, string>> = {
  boot: 'Start from the media and install (Setup image and the files of sources)',
  upgrade: 'Upgrade from a running Windows (setup.exe of the media and sources)',
  deployment: 'Deployment with WinPE (index 1 of boot.wim and the files of sources)',
  recovery: 'Recovery and reset of the installed Windows (WinRE inside the install images)',
};

const all: readonly Use[] = ['boot', 'upgrade', 'deployment', 'recovery'];

/**
 * Which uses a check is about, by the start of its id; the first that fits counts. What is in no line concerns the
 * install images or the media as a whole, so every use.
 */
const concerns: readonly (readonly [start: RegExp, uses: readonly Use[]])[] = [
  [/^(?:original|mounts|iso-\w+)$/u, []],
  [/^(?:\w|-)*winre/u, ['recovery']],
  [/^(?:\w|-)*boot:1$/u, ['deployment']],
  [/^(?:\w|-)*boot:\d+$/u, ['boot']],
  [/^integrity-.*boot\./u, ['boot', 'deployment']],
  [/^(?:order|form)-boot/u, ['boot', 'deployment']],
  [/^(?:boot-|media-boot)/u, ['boot', 'deployment']],
  [/^(?:setup-|lang-ini)/u, ['boot', 'upgrade']],
  [/^files$/u, ['boot', 'upgrade', 'deployment']],
];

function usesOf(check: Check): readonly Use[] {
  return concerns.find(([start]) => start.test(check.id))?.[1] ?? all;
}

/** One verdict for each way in which media is used: good when every check that concerns it passed, else with the reasons. */
export function verdictsOf(checks: readonly Check[]): Verdict[] {
  return all.map((use) => {
    const own = checks.filter((check) => usesOf(check).includes(use));
    const failed = own.filter((check) => !check.ok);
    return {
      use, title: titles[use], ok: failed.length === 0 && own.length > 0,
      reasons: failed.length > 0 ? failed.map((check) => `${check.title}: ${check.evidence}`) : [`${own.length} checks passed`],
    };
  });
}
