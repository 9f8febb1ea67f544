import { basename } from 'node:path';
import type { WorkspaceContent } from '../../clean-workspace.js';
import { countOf, formatBytes } from '../../report/format.js';
import type { Style } from './style.js';
import { columns } from './text.js';

const endings: Readonly<Record<WorkspaceContent['runs'][number]['status'], string>> = {
  done: 'done', failed: 'failed', cancelled: 'interrupted', killed: 'killed', running: 'under way',
};

/** The runs of a workspace, for people. */
export function runsText({ workspace, runs }: Pick<WorkspaceContent, 'workspace' | 'runs'>, style: Style, width: number): string {
  const rows = runs.map((run) => [
    style.cyan(run.id), endings[run.status], `${countOf(run.steps, 'step')}, ${formatBytes(run.bytes)}`, run.startedAt?.slice(0, 16).replace('T', ' ') ?? '',
  ]);
  return [style.bold(workspace), rows.length === 0 ? '  no run folders' : columns(rows, width)].join('\n');
}

/** What lies beside a place, and who has left it. */
function leftText({ of, paths, owner }: WorkspaceContent['leftovers'][number]): string {
  const names = paths.filter((path) => !path.endsWith('.lock.json')).map((path) => basename(path));
  const who = owner === undefined ? '' : `, left by process ${owner.pid} (${owner.purpose}, started ${owner.startedAt.slice(0, 16).replace('T', ' ')})`;
  return `beside ${of}: ${names.length === 0 ? 'the owner of a lock' : names.join(', ')}${who}`;
}

/** What earlier runs have left, for people. */
export function workspaceText({ workspace, runs, leftovers, cache }: WorkspaceContent, withCache: boolean, style: Style, width: number): string {
  const kept = `${countOf(cache.results, 'kept result')}, ${formatBytes(cache.bytes)}, in ${cache.folder}`;
  return [
    runsText({ workspace, runs }, style, width),
    ...leftovers.map((left) => `  ${leftText(left)}`),
    `  ${kept}${cache.results === 0 || withCache ? '' : style.dim(' (--cache takes them too)')}`,
  ].join('\n');
}
