import { defaultOf, requestFields, type RequestField } from '../schema/request-fields.js';
import type { ServicingRequest } from '../schema/request.js';
import type { ReportedRun } from './reported-run.js';

/** Quotes an argument so that PowerShell, cmd and a POSIX shell read the same value, as far as the three agree. */
function quoted(argument: string): string {
  return /^[\w.,:/\\=-]+$/u.test(argument) ? argument : `"${argument}"`;
}

/** Kept out: where things lie belongs to the run that was, not to the next one. */
const places = new Set<RequestField['key']>(['output', 'workspace', 'cache', 'keepWorkspace']);

function argumentsOf(field: RequestField, value: ServicingRequest[RequestField['key']]): string[] {
  const flag = field.flag.split(' ')[0] ?? field.flag;
  if (value === undefined || JSON.stringify(value) === JSON.stringify(defaultOf(field))) return [];
  if (typeof value === 'boolean') return [flag];
  if (Array.isArray(value)) return [flag, ...value];
  if (typeof value === 'object') return [flag, ...Object.entries(value).map(([name, item]) => `${name}=${item}`)];
  return [flag, String(value)];
}

/** The command that does the same again, for another output. */
export function repeatCommand({ request }: Pick<ReportedRun, 'request'>): string {
  const options = requestFields.filter((field) => !places.has(field.key)).flatMap((field) => argumentsOf(field, request[field.key]));
  return ['offline-servicing', 'service', ...options, '--output', '<new folder>'].map(quoted).join(' ');
}

/** The command that goes on with a run that did not end well. */
export function resumeCommand({ runId, workspace }: Pick<ReportedRun, 'runId' | 'workspace'>): string {
  const base = workspace.replace(/[\\/][^\\/]*[\\/]?$/u, '');
  return ['offline-servicing', 'resume', runId, '--workspace', base].map(quoted).join(' ');
}
