import { join } from 'node:path';
import type { Command } from 'commander';
import { planCommand } from '../../schema/commands/plan.js';
import { requestFields } from '../../schema/request-fields.js';
import type { CliContext, OutputOptions } from '../context.js';
import { planText } from '../render/plan-text.js';
import { addCommand } from '../registered-command.js';
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
  const command = addCommand(program, planCommand);
  command.action(async (options: PlanOptions) => { await showPlan(command, context, options); });
}
