const ticksPerMillisecond = 10_000n;
/** 1601-01-01, where FILETIME begins, in milliseconds of 1970. */
const epochMs = -11_644_473_600_000n;
const lastDateMs = 8_640_000_000_000_000n;

/** A FILETIME (100 ns since 1601) as ISO 8601, UTC, to milliseconds; undefined for 0 and for what no date can say. */
export function filetimeToIso(filetime: bigint): string | undefined {
  const ms = filetime / ticksPerMillisecond + epochMs;
  return filetime === 0n || ms > lastDateMs ? undefined : new Date(Number(ms)).toISOString();
}
