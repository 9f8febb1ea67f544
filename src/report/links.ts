import type { ReportedRun, ReportOptions } from './reported-run.js';

/** Where a page can lead: always to files of the run's own folder, never out of it. */
export interface Links {
  /** The log of a step or an error by its recorded path; undefined where it lies elsewhere, or is not there. */
  log(path: string | undefined): string | undefined;
  /** A file by its path in the folder, e.g. `result.json`. */
  file(path: string): string | undefined;
  /** The folder with the logs, relative to that of the run. */
  readonly logs: string;
}

/** Files that every run leaves in its folder of logs. */
const usualLogs = ['servicing.log', 'events.ndjson', 'debug.log'];

function unified(path: string): string {
  return path.replace(/\\/gu, '/').replace(/\/+$/u, '');
}

/** The part of a path below a folder; letter case as Windows takes it. */
function below(folder: string, path: string): string | undefined {
  const [root, whole] = [`${unified(folder)}/`, unified(path)];
  if (!whole.toLowerCase().startsWith(root.toLowerCase())) return undefined;
  const rest = whole.slice(root.length);
  return rest.split('/').some((part) => part === '' || part === '.' || part === '..') ? undefined : rest;
}

/** Every part is encoded, so no name can become a scheme, a query or a way out. */
function hrefOf(base: string, path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return base === '' ? encoded : `${base.replace(/\/+$/u, '')}/${encoded}`;
}

/** The links of a run's page. A run without an output keeps its logs where they were written, in `out/logs` of its folder. */
export function linksOf(run: ReportedRun, { base = '', files }: ReportOptions): Links {
  const root = run.output?.root ?? run.workspace;
  const logs = run.output === undefined ? 'out/logs' : 'logs';
  const known = files === undefined ? undefined : new Set(files.map((file) => file.toLowerCase()));
  const usual = new Set(['result.json', ...usualLogs.map((name) => `${logs}/${name}`)]);
  const isThere = (path: string): boolean => (known === undefined ? usual.has(path) || path.startsWith(`${logs}/dism/`) : known.has(path.toLowerCase()));
  // Half of a pair of surrogates has no encoding.
  const file = (path: string): string | undefined => (isThere(path) && !/\p{Surrogate}/u.test(path) ? hrefOf(base, path) : undefined);
  return { logs, file, log: (path) => (path === undefined ? undefined : file(below(root, path) ?? '')) };
}
