/** Fixed moments of the lab; even seconds, because a cabinet keeps two-second steps. */
export const labTimes = {
  /** When the images and the media of 17134.1 were made. */
  release: new Date('2018-04-11T23:34:00Z'),
  /** Media files that were touched after the release. */
  mediaRefresh: new Date('2018-05-01T10:00:00Z'),
  servicingStack: new Date('2018-06-29T04:10:00Z'),
  flash: new Date('2018-07-03T19:20:00Z'),
  cumulative: new Date('2018-07-06T06:30:00Z'),
  /** Later than everything that the updates bring. */
  mediaHotfix: new Date('2018-07-20T12:00:00Z'),
} as const;

/** 100 ns since 1601-01-01 UTC, as Windows counts. */
export function fileTime(date: Date): bigint {
  return (BigInt(date.getTime()) + 11_644_473_600_000n) * 10_000n;
}
