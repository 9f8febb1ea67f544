/** What went wrong, as a closed list; each code has one exit code and one page in docs/errors.md. */
export const errorCodes = {
  'internal': 1,
  'usage': 2,
  'media-not-found': 3,
  'media-invalid': 3,
  'media-unsupported': 3,
  'wim-invalid': 3,
  'update-invalid': 3,
  'update-not-applicable': 3,
  'update-missing': 3,
  'input-invalid': 3,
  'output-exists': 3,
  'disk-space': 3,
  'permission': 3,
  'rehearsed-input': 3,
  'preflight': 3,
  'servicing': 4,
  'proof': 4,
  'verification': 5,
  'busy': 7,
  'backend': 8,
  'powershell': 8,
  'session': 8,
  'cleanup': 9,
  'cancelled': 130,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof errorCodes;

/** What each exit code of the program says, in a few words; the list is closed and part of the interface. */
export const exitCodeMeanings: Readonly<Record<number, string>> = {
  0: 'done and verified',
  1: 'bug',
  2: 'usage',
  3: 'refused before anything changed',
  4: 'servicing failed and the originals are untouched',
  5: 'verification failed',
  7: 'in use',
  8: 'PowerShell or DISM unavailable',
  9: 'cleanup incomplete',
  130: 'interrupted',
};

export interface ServicingErrorFields {
  /** HRESULT as eight lower-case hexadecimal digits with prefix, e.g. `0x800f081e`. */
  hresult?: string | undefined;
  /** Symbol of the HRESULT, e.g. `CBS_E_NOT_APPLICABLE`. */
  symbol?: string | undefined;
  /** Id of the target the error is about, e.g. `install:1`. */
  target?: string | undefined;
  /** Id of the step that failed, e.g. `install:1/add-cumulative`. */
  step?: string | undefined;
  /** The DISM log of the failed call. */
  logPath?: string | undefined;
  /** What to do next, one or two sentences. */
  advice?: string | undefined;
  /** More facts, one line each. */
  details?: readonly string[] | undefined;
  cause?: unknown;
}

/** The one error class that leaves the engine; anything else is a bug. */
export class ServicingError extends Error {
  override readonly name: string = 'ServicingError';
  readonly code: ErrorCode;
  readonly hresult: string | undefined;
  readonly symbol: string | undefined;
  readonly logPath: string | undefined;
  readonly advice: string | undefined;
  readonly details: readonly string[];
  /** Filled in by the runner when the thrower could not know it. */
  target: string | undefined;
  /** Filled in by the runner when the thrower could not know it. */
  step: string | undefined;

  constructor(code: ErrorCode, message: string, fields: ServicingErrorFields = {}) {
    super(message, fields.cause === undefined ? undefined : { cause: fields.cause });
    this.code = code;
    this.hresult = fields.hresult;
    this.symbol = fields.symbol;
    this.target = fields.target;
    this.step = fields.step;
    this.logPath = fields.logPath;
    this.advice = fields.advice;
    this.details = fields.details ?? [];
  }

  /** The process exit code that this error stands for (docs/errors.md). */
  get exitCode(): number {
    return errorCodes[this.code];
  }

  /** The same error with some fields replaced; what was thrown first stays its cause. */
  with(fields: Omit<ServicingErrorFields, 'cause'>): ServicingError {
    const { hresult, symbol, target, step, logPath, advice, details } = this;
    return new ServicingError(this.code, this.message, { hresult, symbol, target, step, logPath, advice, details, cause: this.cause ?? this, ...fields });
  }

  toJSON(): ErrorReport {
    const report: ErrorReport = { code: this.code, message: this.message };
    if (this.hresult !== undefined) report.hresult = this.hresult;
    if (this.symbol !== undefined) report.symbol = this.symbol;
    if (this.target !== undefined) report.target = this.target;
    if (this.step !== undefined) report.step = this.step;
    if (this.logPath !== undefined) report.logPath = this.logPath;
    if (this.advice !== undefined) report.advice = this.advice;
    if (this.details.length > 0) report.details = [...this.details];
    if (this.cause instanceof Error) report.cause = this.cause.message;
    return report;
  }
}

/** A ServicingError as data, the form it takes in events, result.json and `--json`. */
export interface ErrorReport {
  code: ErrorCode;
  message: string;
  hresult?: string;
  symbol?: string;
  target?: string;
  step?: string;
  logPath?: string;
  advice?: string;
  details?: string[];
  cause?: string;
}

/** Wraps what is not a ServicingError as `internal`, losing nothing. */
export function toServicingError(error: unknown): ServicingError {
  if (error instanceof ServicingError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ServicingError('internal', message, {
    cause: error,
    advice: 'This is a bug in offline-servicing: please report it with the log of the run.',
  });
}
