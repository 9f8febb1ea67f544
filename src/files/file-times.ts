import type { BigIntStats } from 'node:fs';
import { stat, utimes } from 'node:fs/promises';

const nanosecondsPerTick = 100n;
const ticksPerSecond = 10_000_000n;

/** Modification time in the unit in which Windows keeps and robocopy compares times: 100 ns since 1970, UTC. */
export function modifiedTicks(facts: Pick<BigIntStats, 'mtimeNs'>): bigint {
  return facts.mtimeNs / nanosecondsPerTick;
}

/** Ticks of {@link modifiedTicks} as ISO 8601, UTC, all seven decimals. */
export function formatTicks(ticks: bigint): string {
  const fraction = ((ticks % ticksPerSecond) + ticksPerSecond) % ticksPerSecond;
  const seconds = Number((ticks - fraction) / ticksPerSecond);
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(fraction).padStart(7, '0')}Z`;
}

/**
 * Gives `to` the modification time of `from`, exact to 100 ns. Node passes times as floating-point seconds, which in
 * our days are exact only to about 240 ns (less on older libuv): enough to make an equal file look newer. Where that
 * shows, `touch -r` (POSIX) sets it; on Windows CopyFile has kept the time already.
 */
export async function copyTimes(from: string, to: string): Promise<void> {
  const wanted = await stat(from, { bigint: true });
  const isExact = async (): Promise<boolean> => modifiedTicks(await stat(to, { bigint: true })) === modifiedTicks(wanted);
  if (await isExact()) return;
  await utimes(to, Number(wanted.atimeNs) / 1e9, Number(wanted.mtimeNs) / 1e9);
  if (process.platform === 'win32' || (await isExact())) return;
  const { execa } = await import('execa');
  await execa('touch', ['-r', from, '--', to], { stdin: 'ignore' });
}
