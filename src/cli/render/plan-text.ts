import { updateKindNames } from '../../schema/update.js';
import { formatBuild } from '../../schema/common.js';
import type { Condition, Plan, Step, Target, UpdateDecision } from '../../schema/plan.js';
import { countOf, formatBytes, formatEstimate } from '../../report/format.js';
import type { Style } from './style.js';
import { columns, wrap } from './text.js';

/** A condition in the words "if …". */
function conditionText(condition: Condition): string {
  switch (condition.kind) {
    case 'feature-enabled': return `if ${condition.feature} is enabled in the image`;
    case 'package-absent': return `if the image has no ${condition.identity.split('~')[0]} yet`;
    case 'step-ran': return `if step ${condition.step} ran`;
    case 'servicing-stack-below': return `if the image's servicing stack is older than ${condition.version}`;
    case 'build-below': return `if the image is older than build ${formatBuild(condition.build)}`;
    case 'package-below': return `if the image lacks ${condition.identity} and later versions of it`;
    case 'reapply-needed': return `if step ${condition.step} ran and the image has no ${condition.folder}`;
    case 'feature-unless': return `unless ${condition.feature} is ${condition.states.join(' or ')} in the image`;
    case 'capability-unless': return `unless ${condition.capability} is ${condition.states.join(' or ')} in the image`;
  }
}

function updateRows(update: UpdateDecision, style: Style): string[][] {
  const name = update.kb === undefined ? style.bold(update.file) : `${style.bold(update.kb)} ${update.file}`;
  const where = update.taken ? `for ${update.targets.join(', ')}: ` : '';
  return [
    [update.taken ? style.green('take') : style.yellow('leave'), `${name}, ${updateKindNames[update.kind]}`],
    ['', `${where}${update.reason}`],
  ];
}

function buildChange(target: Target): string {
  const before = target.before === undefined ? '' : formatBuild(target.before);
  const after = target.expectedBuild === undefined ? '' : formatBuild(target.expectedBuild);
  if (before === '' && after === '') return '';
  return `${before === '' ? 'unknown' : before} -> ${after === '' ? 'unchanged' : after}`;
}

function stepRow(step: Step, style: Style): string[] {
  const condition = step.when === undefined ? '' : `, ${style.yellow(conditionText(step.when))}`;
  return [step.recipeStep, style.cyan(step.target), `${step.title}${condition}`];
}

/** The plan for people: what is taken and why, what each target becomes, every step with its number in the recipe. */
export function planText(plan: Plan, style: Style, width: number): string {
  const heading = (text: string): string => `\n${style.bold(text)}`;
  const { recipe, media, estimate } = plan;
  const parts = [
    wrap(`Plan for Windows build ${media.build} (${media.architecture}) by recipe ${recipe.name}: ${recipe.reason}`, width, '  '),
  ];
  if (media.rehearsed) parts.push(style.yellow('The media is rehearsal media: the result is not Windows.'));
  parts.push(
    heading('Updates'), columns(plan.updates.flatMap((update) => updateRows(update, style)), width),
    heading('Targets'), columns(plan.targets.map((target) => [style.cyan(target.id), buildChange(target), target.title]), width),
    heading(countOf(plan.steps.length, 'step')), columns(plan.steps.map((step) => stepRow(step, style)), width),
    heading('Estimate'),
    `  ${formatEstimate(estimate.seconds)}; ${formatBytes(estimate.peakDiskBytes)} of disk at the peak`,
  );
  if (plan.warnings.length > 0) {
    parts.push(heading('Warnings'), ...plan.warnings.map((line) => `  ${style.yellow('!')} ${wrap(line, width - 4, '    ')}`));
  }
  parts.push('', style.dim(`Plan ${plan.digest.slice(0, 16)}`));
  return parts.join('\n');
}
