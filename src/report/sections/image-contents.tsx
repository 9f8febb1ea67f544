import type { VNode } from 'preact';
import { countOf } from '../format.js';
import type { ImageRow } from '../image-rows.js';
import { groupNames, targetsInWords } from '../name-groups.js';
import type { NameGroup, NamesOf } from '../name-groups.js';
import { More } from '../page/parts.js';
import { NameList } from '../page/table.js';

/** So many names that came or went are shown without asking. */
const shownNames = 40;

interface Kind { readonly title: string; readonly one: string; readonly many: string; readonly added: string; readonly names: (row: ImageRow) => NamesOf }

const kinds: readonly Kind[] = [
  {
    title: 'Packages', one: 'package', many: 'packages', added: 'new in',
    names: ({ target, facts }) => ({ target, before: facts.before?.packages, after: facts.after?.packages }),
  },
  {
    title: 'Features', one: 'feature', many: 'features', added: 'changed in',
    names: ({ target, facts }) => ({ target, ...states(facts.before?.features, facts.after?.features) }),
  },
];

type States = Readonly<Record<string, string>>;

/** Features with their state; one whose state has changed is a name of its own that came. */
function states(before: States | undefined, after: States | undefined): Pick<NamesOf, 'before' | 'after'> {
  const stated = (all: States): string[] => Object.entries(all).map(([name, state]) => `${name}: ${state}`);
  if (before === undefined || after === undefined) return { before: before && stated(before), after: after && stated(after) };
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const same = names.filter((name) => before[name] === after[name]);
  const changed = names.filter((name) => before[name] !== after[name]).map((name) => `${name}: ${before[name] ?? 'not there'} \u2192 ${after[name] ?? 'not there'}`);
  const kept = same.map((name) => `${name}: ${after[name] ?? ''}`);
  return { before: kept, after: [...kept, ...changed] };
}

/** Packages and features of all images: what they have in common is said once. */
export function ContentsOfImages({ rows, hasAfter }: { rows: readonly ImageRow[]; hasAfter: boolean }): VNode {
  return <>{kinds.map((kind) => <Names kind={kind} images={rows.map(kind.names)} hasAfter={hasAfter} />)}</>;
}

function Names({ kind, images, hasAfter }: { kind: Kind; images: readonly NamesOf[]; hasAfter: boolean }): VNode | null {
  const known = images.filter(({ before, after }) => before !== undefined || after !== undefined);
  if (known.length === 0) return null;
  const groups = groupNames(known);
  const changed = groups.filter(({ added, removed }) => added.length + removed.length > 0);
  const same = groups.filter((group) => !changed.includes(group));
  const all = known.map(({ target }) => target);
  const count = (list: readonly NameGroup[]): number => list.reduce((sum, { names }) => sum + names.length, 0);
  return (
    <>
      <h3>{kind.title}</h3>
      {hasAfter && changed.length === 0 ? <p class="quiet">They are the same in every image.</p> : null}
      {changed.map((group) => <Group kind={kind} group={group} all={all} open={count(changed) <= shownNames} />)}
      {same.length === 0 ? null : (
        <More summary={`${countOf(count(same), kind.one, kind.many)} ${hasAfter ? 'unchanged' : 'before the run'}`}>
          {same.map((group) => <Group kind={kind} group={group} all={all} open={same.length === 1} />)}
        </More>
      )}
    </>
  );
}

function Group({ kind, group: { added, removed, kept, names }, all, open }: { kind: Kind; group: NameGroup; all: readonly string[]; open: boolean }): VNode {
  const parts: [string, readonly string[]][] = [[kind.added, added], ['gone from', removed], [added.length + removed.length > 0 ? 'as before in' : 'in', kept]];
  const where = parts.filter(([, targets]) => targets.length > 0).map(([word, targets]) => `${word} ${targetsInWords(targets, all)}`).join('; ');
  const sign = added.length > 0 ? (removed.length > 0 || kind.added !== 'new in' ? '\u00b1' : '+') : removed.length > 0 ? '\u2212' : '=';
  return (
    <More open={open} summary={<><span class="sign" aria-hidden="true">{sign}</span> {countOf(names.length, kind.one, kind.many)} {where}</>}>
      <NameList label={`${kind.title} ${where}`} names={names} />
    </More>
  );
}
