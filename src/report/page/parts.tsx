import type { ComponentChildren, VNode } from 'preact';

/** A part of a page with its heading; `id` is what the list of contents names. */
export function Section({ id, title, lead, children }: { id: string; title: string; lead?: string | undefined; children: ComponentChildren }): VNode {
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{title}</h2>
      {lead === undefined ? null : <p class="lead">{lead}</p>}
      {children}
    </section>
  );
}

/** What is shown when somebody asks for it. On paper it is there. */
export function More({ summary, open = false, children }: { summary: ComponentChildren; open?: boolean; children: ComponentChildren }): VNode {
  return <details open={open}><summary>{summary}</summary><div class="more">{children}</div></details>;
}

export type Tone = 'good' | 'bad' | 'warn' | 'quiet' | 'busy';

const signs: Readonly<Record<Tone, string>> = { good: '\u2713', bad: '\u2717', warn: '!', quiet: '\u2013', busy: '\u25b6' };

/** A word with a sign and a colour: the word alone says it, too. */
export function Mark({ tone, children }: { tone: Tone; children: ComponentChildren }): VNode {
  return <span class={`mark ${tone}`}><span class="sign" aria-hidden="true">{signs[tone]}</span>{' '}{children}</span>;
}

/** Text of machines: paths, identities, digests. It breaks where it must. */
export function Code({ children }: { children: ComponentChildren }): VNode {
  return <code>{children}</code>;
}

/** Text that columns are not to break. */
export function Word({ children }: { children: ComponentChildren }): VNode {
  return <span class="word">{children}</span>;
}

/** Before and after; one value where nothing changed, and no arrow where one of them is not known. */
export function Change({ before, after }: { before: string | undefined; after: string | undefined }): VNode {
  if (before === undefined && after === undefined) return <span class="quiet">{'\u2013'}<Hidden> not known</Hidden></span>;
  if (after === undefined) return <Word>{before}</Word>;
  if (before === after) return <Word>{after} <span class="quiet">=<Hidden> as before</Hidden></span></Word>;
  return (
    <span class="change">
      <span class="quiet word">{before ?? '\u2013'}</span>{' '}<span class="arrow" aria-hidden="true">{'\u2192'}</span><Hidden>became</Hidden>{' '}<strong class="word">{after}</strong>
    </span>
  );
}

/** For screen readers alone. */
export function Hidden({ children }: { children: ComponentChildren }): VNode {
  return <span class="hidden">{children}</span>;
}

/** Names and values. */
export function Facts({ facts }: { facts: readonly (readonly [string, ComponentChildren])[] }): VNode {
  const known = facts.filter(([, value]) => value !== undefined && value !== null && value !== '');
  return <dl class="facts">{known.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}
