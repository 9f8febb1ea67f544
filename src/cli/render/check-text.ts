import type { Check, Verdict } from '../../schema/result.js';
import type { Style } from './style.js';
import { columns } from './text.js';

/** Checks one by one, each with what was seen. */
export function checksText(checks: readonly Check[], style: Style, width: number): string {
  return columns(checks.flatMap((check) => [
    [check.ok ? style.green('passed') : style.red('FAILED'), check.title],
    ['', style.dim(check.evidence)],
  ]), width);
}

/** What media is fit for, with the reasons where it is not. */
export function verdictsText(verdicts: readonly Verdict[], style: Style, width: number): string {
  return columns(verdicts.flatMap((verdict) => [
    [verdict.ok ? style.green('yes') : style.red('NO'), verdict.title],
    ...(verdict.ok ? [] : verdict.reasons.map((reason) => ['', style.dim(reason)])),
  ]), width);
}
