/** One call of a cmdlet of the Dism module. */
export interface CmdletCall {
  cmdlet: string;
  /** Parameters to splat: strings, numbers, lists; a switch is `true`. */
  parameters: Record<string, unknown>;
  deadlineMs: number;
  signal?: AbortSignal;
  onProgress?: (progress: CmdletProgress) => void;
  onWarning?: (message: string) => void;
}

/** How far a running cmdlet is. */
export interface CmdletProgress {
  /** 0 to 100; -1 where the cmdlet does not know. */
  percent: number;
  /** Localised. */
  activity?: string;
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
