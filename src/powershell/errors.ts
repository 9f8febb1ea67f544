import { ServicingError } from '../schema/errors.js';
import type { ErrorCode, ServicingErrorFields } from '../schema/errors.js';

/**
 * Why a session gave no result. `start`: it did not come up. `lost`: its process ended or stopped answering.
 * `closed`: we closed it. `deadline`: the cmdlet took too long. `cancelled`: the caller asked. `protocol`: it said
 * something that the protocol has no place for.
 */
export type SessionErrorReason = 'lost' | 'closed' | 'deadline' | 'cancelled' | 'protocol' | 'start';

const codes: Record<SessionErrorReason, ErrorCode> = {
  start: 'powershell',
  lost: 'session',
  closed: 'session',
  deadline: 'session',
  protocol: 'session',
  cancelled: 'cancelled',
};

const advice: Partial<Record<SessionErrorReason, string>> = {
  lost: 'Run the same command again. If it ends the same way, the log of the step and the event log of the computer say why the process ended.',
  deadline: 'Look into the log of the step for what DISM waited for. A slow computer needs a longer deadline: --timeout Cmdlet=seconds.',
};

/**
 * The session gave no result. When it is thrown, nothing of the call runs any more; what a write left behind is unknown.
 * Never says what a cmdlet itself reported: that is {@link CmdletError}.
 */
export class SessionError extends ServicingError {
  override readonly name = 'SessionError';
  readonly reason: SessionErrorReason;

  constructor(reason: SessionErrorReason, message: string, fields: ServicingErrorFields = {}) {
    super(codes[reason], message, { advice: advice[reason], ...fields });
    this.reason = reason;
  }
}

/** The facts of a cmdlet's error, as the session reported them. */
export interface CmdletErrorFields {
  cmdlet: string;
  /** Full .NET name of the exception, e.g. `System.Runtime.InteropServices.COMException`. */
  type: string;
  /** HRESULT of the exception as `0x` and eight lower-case hexadecimal digits. */
  hresult?: string | undefined;
  /** PowerShell's error category, e.g. `NotSpecified`. */
  category: string;
  fullyQualifiedErrorId: string;
  /** Where in a script, if the cmdlet is one. */
  position?: string | undefined;
  /** Warnings of the same call, in order: the real code of a failed package is often only here. */
  warnings: readonly string[];
  /** Messages of further errors of the same call. */
  others?: readonly string[] | undefined;
}

/** The cmdlet ran and failed; the session is fine. The dism room turns it into a catalogued error. */
export class CmdletError extends Error {
  override readonly name = 'CmdletError';
  readonly cmdlet: string;
  readonly type: string;
  readonly hresult: string | undefined;
  readonly category: string;
  readonly fullyQualifiedErrorId: string;
  readonly position: string | undefined;
  readonly warnings: readonly string[];
  readonly others: readonly string[];

  constructor(message: string, fields: CmdletErrorFields) {
    super(message);
    this.cmdlet = fields.cmdlet;
    this.type = fields.type;
    this.hresult = fields.hresult;
    this.category = fields.category;
    this.fullyQualifiedErrorId = fields.fullyQualifiedErrorId;
    this.position = fields.position;
    this.warnings = fields.warnings;
    this.others = fields.others ?? [];
  }
}
