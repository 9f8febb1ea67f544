import type { RunEstimate } from '../../run/estimate-run.js';
import { updateKindNames } from '../../schema/update.js';
import { formatBuild } from '../../schema/common.js';
import type { Plan, Step, Target, UpdateDecision } from '../../schema/plan.js';
import { countOf, formatBytes, formatEstimate } from '../../report/format.js';
import { conditionText } from './condition-text.js';
import type { Style } from './style.js';
import { columns, wrap } from './text.js';

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

/** The rule that a step follows, and why. */
function ruleRow({ rule, why }: Step, style: Style): string[][] {
  return rule === undefined && why === undefined ? [] : [['', '', style.dim([rule, why].filter((part) => part !== undefined).join(': '))]];
}

/** How long, and whether that was measured or is a rule of thumb. */
function timeText({ seconds, measured }: Pick<RunEstimate, 'seconds' | 'measured'>): string {
  return `${formatEstimate(seconds)}${measured === 0 ? '' : measured === 1 ? ', measured here' : ', partly measured here'}`;
}

export interface PlanTextOptions {
  /** With each step the rule that it follows, its source, and why. */
  readonly explain?: boolean;
  /** By what was measured on this computer. */
  readonly estimate?: RunEstimate | undefined;
}

/** The plan for people: what is taken and why, what each target becomes, every step with its number in the recipe. */
export function planText(plan: Plan, style: Style, width: number, { explain = false, estimate: run }: PlanTextOptions = {}): string {
  const heading = (text: string): string => `\n${style.bold(text)}`;
  const { recipe, media, estimate } = plan;
  const parts = [
    wrap(`Plan for Windows build ${media.build} (${media.architecture}) by recipe ${recipe.name}: ${recipe.reason}`, width, '  '),
  ];
  if (media.rehearsed) parts.push(style.yellow('The media is rehearsal media: the result is not Windows.'));
  if (plan.upToDate !== undefined) parts.push(style.green(wrap(`Nothing to do: ${plan.upToDate}`, width, '  ')));
  parts.push(heading('Updates'), columns(plan.updates.flatMap((update) => updateRows(update, style)), width));
  if (plan.upToDate === undefined) parts.push(
    heading('Targets'), columns(plan.targets.map((target) => [style.cyan(target.id), buildChange(target), target.title]), width),
    heading(countOf(plan.steps.length, 'step')), columns(plan.steps.flatMap((step) => [stepRow(step, style), ...(explain ? ruleRow(step, style) : [])]), width),
    heading('Estimate'),
    `  ${timeText(run ?? { seconds: estimate.seconds, measured: 0 })}; ${formatBytes(estimate.peakDiskBytes)} of disk at the peak`,
  );
  if (plan.warnings.length > 0) {
    parts.push(heading('Warnings'), ...plan.warnings.map((line) => `  ${style.yellow('!')} ${wrap(line, width - 4, '    ')}`));
  }
  parts.push('', style.dim(`Plan ${plan.digest.slice(0, 16)}`));
  return parts.join('\n');
}
