/**
 * The script whose fonts are a feature of their own, by language; other languages need none.
 * Source: the vendor's table "Fonts" of language and region features on demand.
 */
const scripts: Readonly<Record<string, string>> = {
  am: 'Ethi', ar: 'Arab', as: 'Beng', bn: 'Beng', chr: 'Cher', fa: 'Arab', gu: 'Gujr', he: 'Hebr', hi: 'Deva', ja: 'Jpan',
  km: 'Khmr', kn: 'Knda', ko: 'Kore', kok: 'Deva', lo: 'Laoo', ml: 'Mlym', mr: 'Deva', ne: 'Deva', or: 'Orya', pa: 'Guru',
  prs: 'Arab', si: 'Sinh', syr: 'Syrc', ta: 'Taml', te: 'Telu', th: 'Thai', ti: 'Ethi', ug: 'Arab', ur: 'Arab',
  zh: 'Hans', 'zh-hk': 'Hant', 'zh-mo': 'Hant', 'zh-tw': 'Hant', 'ku-arab': 'Arab', 'pa-arab': 'Arab', 'sd-arab': 'Arab',
};

/** e.g. `Jpan` for ja-JP; undefined where the fonts of every image do. */
export function fontScriptOf(tag: string): string | undefined {
  const [language = '', second = ''] = tag.toLowerCase().split('-');
  return scripts[`${language}-${second}`] ?? scripts[language];
}
