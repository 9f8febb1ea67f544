import type { BenchGroup } from './figure.js';

/** Every group by its letter; each is loaded when it is measured. */
export const groups: Readonly<Record<string, () => Promise<BenchGroup>>> = {
};
