import type { CmdletCall, CmdletInvoker, CmdletResult } from '../../src/dism/cmdlet-invoker.js';
import { CmdletError } from '../../src/powershell/errors.js';

/** What a stubbed cmdlet does: objects that it answers with, or an error that it throws. */
export type StubAnswer = readonly Record<string, unknown>[] | Error;

/** A session whose cmdlets answer from a table, and which remembers its calls. */
export class StubInvoker implements CmdletInvoker {
  readonly calls: CmdletCall[] = [];
  readonly handshake: { cmdlets: Record<string, readonly string[]>; dismPath: string };
  readonly #answers: Readonly<Record<string, StubAnswer>>;

  constructor(answers: Readonly<Record<string, StubAnswer>>, handshake: Partial<StubInvoker['handshake']> = {}) {
    this.#answers = answers;
    this.handshake = { cmdlets: {}, dismPath: '', ...handshake };
  }

  invoke(call: CmdletCall): Promise<CmdletResult> {
    this.calls.push(call);
    const answer = this.#answers[call.cmdlet] ?? [];
    if (answer instanceof Error) return Promise.reject(answer);
    return Promise.resolve({ output: [...answer], warnings: [], durationMs: 1 });
  }
}

/** A failed cmdlet as a session throws it. */
export function cmdletError(fields: { cmdlet?: string; message?: string; hresult?: string; warnings?: string[] }): CmdletError {
  return new CmdletError(fields.message ?? 'failed', {
    cmdlet: fields.cmdlet ?? 'Add-WindowsPackage',
    type: 'System.Runtime.InteropServices.COMException',
    hresult: fields.hresult,
    category: 'NotSpecified',
    fullyQualifiedErrorId: 'Microsoft.Dism.Commands.AddWindowsPackageCommand',
    warnings: fields.warnings ?? [],
  });
}
