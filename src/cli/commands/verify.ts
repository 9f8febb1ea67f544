import { resolve } from 'node:path';
import type { Command } from 'commander';
import { errorCodes } from '../../schema/errors.js';
import { verifyCommand } from '../../schema/commands/look.js';
import type { CliContext, OutputOptions } from '../context.js';
import { checksText, verdictsText } from '../render/check-text.js';
import { imageFileText, mediaText } from '../render/media-text.js';
import { addCommand } from '../registered-command.js';

/** `verify PATH`: whether media belongs together and will do its work, whoever made it; of images alone whether they are whole. */
export function addVerifyCommand(program: Command, context: CliContext): void {
  const command = addCommand(program, verifyCommand);
  command.action(async (path: string, options: OutputOptions) => {
    const engine = await context.loadEngine();
    const found = await engine.examineMedia(resolve(context.io.cwd, path));
    const failed = found.checks.filter((check) => !check.ok).length;
    if (failed > 0) context.exitCode = errorCodes.verification;
    if (options.json === true) {
      context.printJson(found);
      return;
    }
    const style = context.style(options);
    const width = context.width();
    context.print([
      'boot' in found.media ? mediaText(found.media, style, width) : imageFileText(found.media, style, width),
      `\n${style.bold('Checks')}`, checksText(found.checks, style, width),
      ...(found.verdicts.length === 0 ? [] : [`\n${style.bold('Fit for')}`, verdictsText(found.verdicts, style, width)]),
      '', failed === 0 ? style.green(`All ${found.checks.length} checks passed`) : style.red(`${failed} of ${found.checks.length} checks failed`),
    ].join('\n'));
  });
}
