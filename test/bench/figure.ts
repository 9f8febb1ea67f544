/** One measured figure: a ratio within one run where that is possible, never an absolute time as a promise. */
export interface Figure {
  /** Group and what was measured, e.g. `a.ratio.host`; the same from run to run, so that a history can be read. */
  readonly id: string;
  readonly name: string;
  readonly value: number;
  /** What was aimed at; undefined where the figure only explains another one. */
  readonly target?: number;
  readonly unit: string;
  readonly higherIsBetter: boolean;
  /** Undefined where there is no target. */
  readonly met?: boolean;
  /** What the number rests on, or what bounds it. */
  readonly note?: string;
}

export type FigureFacts = Omit<Figure, 'met'>;

/** A figure whose verdict follows from its target. */
export function figure(facts: FigureFacts): Figure {
  const { value, target, higherIsBetter } = facts;
  return target === undefined ? facts : { ...facts, met: higherIsBetter ? value >= target : value <= target };
}

/** What groups are measured with. */
export interface BenchContext {
  /** A folder of this group's own, removed when it has ended. */
  readonly folder: string;
  /** Fewer repetitions and smaller cases: to try the bench, not to cite it. */
  readonly quick: boolean;
  /** Says what goes on, on stderr. */
  readonly say: (line: string) => void;
  /** Absolute path of a file of durations in place of the committed one, for groups that go by durations. */
  readonly durations?: string;
  /** Numbers of editions in place of the group's own, for groups that measure several. */
  readonly editions?: readonly number[];
}

/** Figures that are measured together. */
export interface BenchGroup {
  /** The letter under which docs/performance.md has it. */
  readonly id: string;
  readonly title: string;
  /** @throws whatever goes wrong: the group is then told as failed, and the bench ends with exit code 1 */
  readonly measure: (context: BenchContext) => Promise<readonly Figure[]>;
}

/** The value below which a share (0 to 1) of the samples lies. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? NaN;
}

/** The middle one; of an even number, the mean of the two in the middle. NaN of none. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((one, other) => one - other);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[sorted.length / 2 - 1] ?? NaN)) / 2;
}
