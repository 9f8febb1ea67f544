import type { BenchGroup } from './figure.js';

/** Every group by its letter; each is loaded when it is measured. */
export const groups: Readonly<Record<string, () => Promise<BenchGroup>>> = {
  b: async () => (await import('./makespan.js')).makespanGroup,
  c: async () => (await import('./vendor.js')).vendorGroup,
  d: async () => (await import('./warm.js')).warmGroup,
  f: async () => (await import('./inspect.js')).inspectGroup,
  h: async () => (await import('./memory.js')).memoryGroup,
};
