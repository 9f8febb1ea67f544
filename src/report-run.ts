import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { writeFileAtomic } from './files/atomic.js';
import { toFileError } from './files/file-error.js';
import { makeFolder } from './files/make-folder.js';
import { lockOwner } from './files/lock.js';
import { exists } from './files/paths.js';
import { readDocument } from './files/read-document.js';
import { Privacy } from './report/privacy.js';
import { renderReport } from './report/report-html.js';
import type { ReportedRun } from './report/reported-run.js';
import { runSoFar } from './report/run-so-far.js';
import { readJournal } from './run/journal.js';
import { beginningName, journalName, listRuns } from './run/past-runs.js';
import { defaultWorkspace } from './run/workspace.js';
import { ServicingError } from './schema/errors.js';
import { runEventSchema } from './schema/event.js';
import type { RunEvent } from './schema/event.js';
import { runBeginningSchema, servicingResultSchema } from './schema/result.js';

/** Which run, and where its page goes. */
export interface ReportRequest {
  /**
   * An output folder, a run folder, a `result.json`, or the six characters of a run of the workspace, alone or as the last part of
   * a path; default: the latest run of the workspace.
   */
  readonly run?: string | undefined;
  /** Workspace in which a run's characters are looked for. */
  readonly workspace: string;
  /** File to write; default: `report.html` beside the result, of a run under way `report-<run>.html` in {@link folder}. */
  readonly output?: string | undefined;
  /** Folder for what has no other place. */
  readonly folder: string;
}

/** A page that was made. */
export interface MadeReport {
  readonly schemaVersion: 1;
  readonly runId: string;
  readonly status: ReportedRun['status'];
  /** Absolute path of the page. */
  readonly report: string;
  /** Folder of the run or of its output. */
  readonly folder: string;
  /** What it was made from: `result.json`, or the journal of a run that has none (yet). */
  readonly source: 'result' | 'journal';
}

/**
 * Makes the report of a run again, whatever became of it. A run under way is only read.
 * @throws ServicingError `usage` where there is no such run, `input-invalid` where what is there is no run of this version; `permission`
 */
export async function makeReport(request: ReportRequest): Promise<MadeReport> {
  const folder = await findFolder(request);
  const { run, source } = await readRun(folder);
  const usual = run.status === 'running' ? join(resolve(request.folder), `report-${run.runId}.html`) : join(folder, 'report.html');
  const report = request.output === undefined ? usual : resolve(request.output);
  await writeReport(report, run, folder).catch((error: unknown) => {
    const failed = toFileError(error, 'write', report);
    throw request.output === undefined && failed instanceof ServicingError ? failed.with({ advice: 'Name another place with --output.' }) : failed;
  });
  return { schemaVersion: 1, runId: run.runId, status: run.status, report, folder, source };
}

/** Writes the page of a run whose files lie in a folder. */
export async function writeReport(path: string, run: ReportedRun, folder: string): Promise<void> {
  const base = relative(dirname(path), folder);
  // On another drive there is no way between the two.
  const isReachable = resolve(dirname(path), base) === folder && !/^[A-Za-z]:/u.test(base);
  await makeFolder(dirname(path));
  await writeFileAtomic(path, renderReport(new Privacy().hideIn(run), { base: base.split(sep).join('/'), files: isReachable ? await filesOf(folder) : [] }));
}

/** What a page can link to: files of the folder itself, and those of its logs. */
async function filesOf(folder: string): Promise<string[]> {
  const names = async (path: string): Promise<string[]> => {
    const entries = await readdir(join(folder, path), { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isFile()).map((entry) => (path === '' ? entry.name : `${path}/${entry.name}`));
  };
  return (await Promise.all(['', 'logs', 'logs/dism', 'out/logs', 'out/logs/dism'].map(names))).flat();
}

async function findFolder({ run, workspace }: ReportRequest): Promise<string> {
  if (run === undefined) {
    const [latest] = await listRuns(workspace);
    if (latest !== undefined) return latest.folder;
    throw new ServicingError('usage', `There is no run in ${workspace}`, { advice: 'Name an output folder or a run, or its workspace with --workspace.' });
  }
  for (const path of [resolve(run), ...(runIdPattern.test(basename(run)) ? [join(resolve(workspace), basename(run))] : [])]) {
    if (basename(path) === resultName && await isFile(path)) return dirname(path);
    if (await exists(join(path, resultName)) || await exists(join(path, journalName))) return path;
  }
  const runs = await listRuns(workspace);
  const forOutput = [...runs, ...(await listRuns(defaultWorkspace(run)))].find((past) => past.request?.output === resolve(run));
  if (forOutput !== undefined) return forOutput.folder;
  throw new ServicingError('usage', `${run} is neither an output folder nor a run of ${workspace}`, {
    details: runs.map((past) => `${past.id}: ${past.status}, started ${past.startedAt ?? 'at an unknown time'}`),
    advice: 'Name a folder with a result.json, a run folder, or a run of the workspace that --workspace names.',
  });
}

const resultName = 'result.json';
/** As newRunId makes them. */
const runIdPattern = /^[2-9a-hj-km-np-z]{6}$/u;

async function isFile(path: string): Promise<boolean> {
  return stat(path).then((entry) => entry.isFile(), () => false);
}

async function readRun(folder: string): Promise<{ run: ReportedRun; source: MadeReport['source'] }> {
  if (await exists(join(folder, resultName))) return { run: await readDocument(join(folder, resultName), servicingResultSchema), source: 'result' };
  if (!(await exists(join(folder, beginningName)))) {
    throw new ServicingError('usage', `The run in ${folder} has left neither a result nor its plan`, { advice: 'Its journal and logs are all that there is to read.' });
  }
  const beginning = await readDocument(join(folder, beginningName), runBeginningSchema);
  const isRunning = (await lockOwner(folder)) !== undefined;
  return { run: runSoFar({ beginning, events: eventsOf(join(folder, journalName)), isRunning, now: new Date().toISOString() }), source: 'journal' };
}

/** Types that this version does not know are passed over. */
function eventsOf(journal: string): RunEvent[] {
  return readJournal(journal).flatMap((entry) => {
    const parsed = runEventSchema.safeParse(entry);
    return parsed.success ? [parsed.data] : [];
  });
}
