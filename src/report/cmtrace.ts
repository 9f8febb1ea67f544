/** 1 information, 2 warning (yellow in CMTrace), 3 error (red). */
export type CmTraceType = 1 | 2 | 3;

export interface CmTraceEntry {
  message: string;
  /** Moment of the entry; written in local time. */
  time: Date;
  component: string;
  type: CmTraceType;
  /** Shown by CMTrace as the thread: the process that did it. */
  thread?: number;
  /** Shown by CMTrace as the source: here the step. */
  source?: string;
}

/** A quote would end an attribute early, so quotes become apostrophes; readers split at `<` and `>` too. */
function attribute(text: string): string {
  return text.replace(/"/gu, "'").replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replace(/[<>]/gu, '');
}

/** An entry is one line, whatever counts as the end of one, and the marks around a message must not be inside it. */
function singleLine(text: string): string {
  return text.trimEnd().replace(/[\r\n\v\f\u0085\u2028\u2029]+\s*/gu, ' | ').replace(/\p{Cc}+/gu, ' ')
    .replace(/\]LOG\]!>/gu, '] LOG]!>').replace(/<!\[LOG\[/gu, '<! [LOG[');
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** Minutes to add to local time to get UTC, signed, as the Configuration Manager client writes them: UTC+2 is `-120`. */
function cmTraceBias(time: Date): string {
  const bias = time.getTimezoneOffset();
  return `${bias < 0 ? '-' : '+'}${String(Math.abs(bias)).padStart(3, '0')}`;
}

/** One line of a CMTrace log, without its line end; the file uses CRLF. */
export function formatCmTrace(entry: CmTraceEntry): string {
  const { time } = entry;
  const clock = `${twoDigits(time.getHours())}:${twoDigits(time.getMinutes())}:${twoDigits(time.getSeconds())}`
    + `.${String(time.getMilliseconds()).padStart(3, '0')}${cmTraceBias(time)}`;
  const date = `${twoDigits(time.getMonth() + 1)}-${twoDigits(time.getDate())}-${time.getFullYear()}`;
  return `<![LOG[${singleLine(entry.message)}]LOG]!><time="${clock}" date="${date}" component="${attribute(entry.component)}"`
    + ` context="" type="${entry.type}" thread="${entry.thread ?? 0}" file="${attribute(entry.source ?? '')}">`;
}
