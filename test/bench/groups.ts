import type { BenchGroup } from './figure.js';

/** Every group by its letter; each is loaded when it is measured. */
export const groups: Readonly<Record<string, () => Promise<BenchGroup>>> = {
  a: async () => (await import('./sessions.js')).sessionsGroup,
  b: async () => (await import('./makespan.js')).makespanGroup,
  c: async () => (await import('./vendor.js')).vendorGroup,
  d: async () => (await import('./warm.js')).warmGroup,
  e: async () => (await import('./overhead.js')).overheadGroup,
  f: async () => (await import('./inspect.js')).inspectGroup,
  g: async () => (await import('./listing.js')).listingGroup,
  h: async () => (await import('./memory.js')).memoryGroup,
  i: async () => (await import('./scheduler.js')).schedulerGroup,
  j: async () => (await import('./scan.js')).scanGroup,
  k: async () => (await import('./cli-start.js')).cliStartGroup,
  r: async () => (await import('./report.js')).reportGroup,
};
