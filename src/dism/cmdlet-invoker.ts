/** One call of a cmdlet of the Dism module. */
export interface CmdletCall {
  cmdlet: string;
  /** Parameters to splat: strings, numbers, lists; a switch is `true`. */
  parameters: Record<string, unknown>;
  deadlineMs: number;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: CmdletProgress) => void) | undefined;
  onWarning?: ((message: string) => void) | undefined;
  onVerbose?: ((message: string) => void) | undefined;
}

/** How far a running cmdlet is. */
export interface CmdletProgress {
  /** 0 to 100. */
  percent: number;
  /** Localised. */
  activity?: string | undefined;
}

/** What a cmdlet wrote. */
export interface CmdletResult {
  /** Objects with the property names of the Dism module; enums as names, dates as ISO 8601 in UTC. */
  output: Record<string, unknown>[];
  warnings: string[];
  durationMs: number;
}

/** The part of a PowerShell session that the client needs; `PowerShellSession` of src/powershell is one. */
export interface CmdletInvoker {
  invoke(call: CmdletCall): Promise<CmdletResult>;
  readonly handshake: {
    /** Parameter names of the cmdlets that the session offers. */
    readonly cmdlets: Readonly<Record<string, readonly string[]>>;
    /** Where the Dism module in use lies. */
    readonly dismPath: string;
  };
}

/** The error of a cmdlet that ended with one, as `CmdletError` of src/powershell carries it. */
export interface CmdletFailure extends Error {
  readonly cmdlet: string;
  /** HRESULT of the exception, `0x` and eight digits. */
  readonly hresult?: string | undefined;
  /** The warning stream up to the error, which often holds the only true code. */
  readonly warnings: readonly string[];
}

/** True for an error that carries what a cmdlet said, as opposed to a session that was lost. */
export function isCmdletFailure(error: unknown): error is CmdletFailure {
  return error instanceof Error && error.name === 'CmdletError'
    && 'cmdlet' in error && 'warnings' in error && Array.isArray(error.warnings);
}
