import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveNoCase } from '../files/paths.js';
import { languagesOfLangIni } from '../media/lang-ini.js';
import { openWim } from '../media/wim-file.js';
import { identityParts, samePackage } from '../schema/identity-parts.js';
import type { ImageInfo, MediaInfo } from '../schema/media.js';
import type { Plan, Target } from '../schema/plan.js';
import type { Check } from '../schema/result.js';
import { finishedImage } from './check-images.js';
import type { VerifyInput } from './verify-media.js';

/** Languages in install and boot images, and the lang.ini by which Setup offers them. */
export async function checkLanguages(input: VerifyInput, after: MediaInfo): Promise<Check[]> {
  const images = input.plan.targets.flatMap((target) => {
    const image = finishedImage(input.plan, target, input.original, after);
    return image === undefined ? [] : languageChecks(input.plan, target, image);
  });
  return [...images, ...(await langIniChecks(input, after))];
}

/**
 * Whether an image has every package of a language that the plan has for it: of a WinRE, which may have had them before,
 * in whatever version, and the texts of every optional component that the image has.
 */
export function languageChecks(plan: Plan, target: Target, image: ImageInfo | undefined): Check[] {
  const actions = plan.steps.filter((step) => step.target === target.id);
  const added = actions.flatMap((step) => (step.do.action === 'add-source-package' ? step.expects?.packages?.map(({ identity }) => identity) ?? [] : []));
  const texts = actions.flatMap((step) => (step.do.action === 'add-localized-components' ? step.do.components : []));
  if (added.length === 0 && texts.length === 0) return [];
  const present = image?.packages ?? [];
  const neutral = new Set(present.map(identityParts).filter(({ language }) => language === '').map(({ name }) => name.toLowerCase()));
  const wanted = [...added, ...texts.filter(({ component }) => neutral.has(`${component}-package`.toLowerCase())).map(({ identity }) => identity)];
  const missing = wanted.filter((identity) => !present.some((other) => samePackage(other, identity)));
  return [{
    id: `languages-${target.id}`, title: `${target.title}: packages of languages`, ok: missing.length === 0,
    evidence: missing.length === 0 ? wanted.map(shortName).join(', ') : `missing: ${missing.map(shortName).join(', ')}`,
  }];
}

function shortName(identity: string): string {
  const { name, language } = identityParts(identity);
  return language === '' ? name : `${name} (${language})`;
}

async function langIniChecks({ plan, finished, signal }: VerifyInput, after: MediaInfo): Promise<Check[]> {
  const steps = plan.steps.flatMap((step) => (step.do.action === 'generate-lang-ini' ? [{ target: step.target, languages: step.do.languages }] : []));
  if (steps.length === 0) return [];
  const path = await resolveNoCase(finished, langIni);
  const outside = path === undefined ? undefined : await readFile(path);
  const wim = await openWim(join(finished, after.boot.path));
  try {
    const checks: Check[] = [];
    for (const { target, languages } of steps) {
      const inside = Buffer.from(await wim.readFile(Number(target.slice('boot:'.length)), langIni, { signal }));
      const named = languagesOfLangIni(inside);
      const missing = languages.filter((tag) => !named.some((one) => one.toLowerCase() === tag.toLowerCase()));
      const same = outside?.equals(inside) === true;
      checks.push({
        id: `lang-ini-${target}`, title: `${langIni} names the new languages, the same on the media and in the Setup image`, ok: same && missing.length === 0,
        evidence: `names ${named.join(', ')}${missing.length === 0 ? '' : `; missing: ${missing.join(', ')}`}${same ? '' : '; the media has another one'}`,
      });
    }
    return checks;
  } finally {
    await wim.close();
  }
}

const langIni = 'sources/lang.ini';
