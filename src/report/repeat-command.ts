import type { Plan } from '../schema/plan.js';
import type { ServicingResult } from '../schema/result.js';

/** Quotes an argument so that PowerShell, cmd and a POSIX shell read the same value, as far as the three agree. */
function quoted(argument: string): string {
  return /^[\w.,:/\\=-]+$/u.test(argument) ? argument : `"${argument}"`;
}

function editionArguments(result: ServicingResult): string[] {
  const planned = new Set(result.plan.targets.flatMap((target) =>
    target.id.startsWith('install:') && target.source.kind === 'wim' ? [target.source.index] : []));
  const { images } = result.before.install;
  if (images.every((image) => planned.has(image.index))) return [];
  return images.filter((image) => planned.has(image.index)).flatMap((image) => ['--edition', String(image.index)]);
}

function cumulativeInWinre(plan: Plan): boolean {
  const brings = (kind: string): boolean => kind === 'cumulative' || kind === 'combined';
  const taken = plan.updates.some((update) => update.taken && brings(update.kind));
  const winre = plan.targets.some((target) => target.id.startsWith('winre'));
  const added = plan.steps.some((step) =>
    step.target.startsWith('winre') && step.do.action === 'add-package' && brings(step.do.kind));
  return added || !taken || !winre;
}

/** The options of the command line that led to this plan, told from the plan itself. */
function policyArguments(result: ServicingResult): string[] {
  const { plan } = result;
  const options = ['--recipe', plan.recipe.name];
  if (plan.steps.some((step) => step.do.action === 'enable-feature')) options.push('--netfx3');
  if (!cumulativeInWinre(plan)) options.push('--no-winre-cumulative');
  const resetBase = plan.steps.some((step) =>
    step.target.startsWith('install:') && step.do.action === 'cleanup' && step.do.resetBase);
  if (resetBase) options.push('--reset-base');
  if (result.host !== undefined) options.push('--backend', result.host.backend);
  return options;
}

/** The command that makes the same plan again, once the update files listed in the report lie in one folder. */
export function repeatCommand(result: ServicingResult): string {
  return [
    'offline-servicing', 'service',
    '--media', result.before.path,
    '--updates', '<folder with the updates above>',
    '--output', '<new folder>',
    ...editionArguments(result),
    ...policyArguments(result),
  ].map(quoted).join(' ');
}
