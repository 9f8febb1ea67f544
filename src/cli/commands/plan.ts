import { join } from 'node:path';
import type { Command } from 'commander';
import { requestFields } from '../../schema/request-fields.js';
import type { CliContext, OutputOptions } from '../context.js';
import { planText } from '../render/plan-text.js';
import { addExamples, addOutputOptions, addRequestOptions } from '../request-options.js';
import { checkRequest, collectValues } from '../settings.js';

interface PlanOptions extends OutputOptions {
  config?: string;
  explain?: boolean;
}

/** Plans and shows the plan; `service --dry-run` is the same. */
export async function showPlan(command: Command, context: CliContext, options: PlanOptions): Promise<void> {
  const values = await collectValues(command, context.io, requestFields, options.config);
  // A plan names no host path, so it is the same for every output folder.
  const request = checkRequest({ output: join(context.io.cwd, 'output'), ...values });
  const engine = await context.loadEngine();
  const plan = await engine.planServicing(request);
  if (options.json === true) context.printJson(plan);
  else context.print(planText(plan, context.style(options), context.width(), {
    explain: options.explain === true, estimate: await engine.estimateRun(plan, request),
  }));
}

/** `plan`: what `service` would do, and why. Opens no image for writing; needs neither DISM nor elevation. */
export function addPlanCommand(program: Command, context: CliContext): void {
  const command = program.command('plan')
    .description('Show what would be done and why, without doing it; --output is not needed');
  addRequestOptions(command);
  command.option('--config <file>', 'Take fields from a YAML or JSON file');
  command.option('--explain', 'Show with each step the rule that it follows, its source, and why');
  addOutputOptions(command);
  addExamples(command, [
    ['Read the plan', 'offline-servicing plan --media D:\\ --updates C:\\updates'],
    ['Know why each step is there', 'offline-servicing plan --media D:\\ --updates C:\\updates --explain'],
    ['Keep it as a document', 'offline-servicing plan --config refresh.yaml --json > plan.json'],
  ]);
  command.action(async (options: PlanOptions) => { await showPlan(command, context, options); });
}
