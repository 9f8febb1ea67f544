import type { Command } from 'commander';
import { ServicingError, exitCodeMeanings } from '../../schema/errors.js';
import type { CliContext, OutputOptions } from '../context.js';
import { explanationText } from '../render/doctor-text.js';
import { addExamples, addOutputOptions } from '../request-options.js';

/** `explain CODE`: cause and cure of an error of DISM. */
export function addExplainCommand(program: Command, context: CliContext): void {
  const command = program.command('explain')
    .description('Explain an error code of DISM or Windows servicing: what it means, why it comes, what to do')
    .argument('<code>', 'HRESULT (0x800f081e), exit code of this program or of dism.exe, symbol, or a line of a log in quotes');
  addOutputOptions(command);
  addExamples(command, [
    ['A code from a log', 'offline-servicing explain 0x800f0823'],
    ['The exit code of dism.exe', 'offline-servicing explain -2146498530'],
    ['The exit code of this program', 'offline-servicing explain 4'],
  ]);
  command.action(async (code: string, options: OutputOptions) => {
    const engine = await context.loadEngine();
    const entry = await engine.explain(code);
    const exitCode = exitCodeMeanings[Number(code)];
    if (entry === undefined && exitCode === undefined) {
      throw new ServicingError('usage', `The error catalogue has no entry for ${code}`, {
        advice: 'The log named beside the code says where it came from.',
      });
    }
    if (options.json === true) {
      context.printJson({ ...entry, ...(exitCode === undefined ? {} : { exitCode: { code: Number(code), meaning: exitCode } }) });
      return;
    }
    if (exitCode !== undefined) context.print(`Exit code ${code} of offline-servicing: ${exitCode}.`);
    if (entry !== undefined) context.print(explanationText(entry, context.style(options), context.width()));
  });
}
