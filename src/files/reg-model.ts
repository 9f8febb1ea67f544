/** The hives that a .reg file may change, by the names of this project; `reg-roots.ts` says which root each stands for. */
export type RegHive = 'SOFTWARE' | 'SYSTEM' | 'DEFAULT' | 'NTUSER';

/** One change of a .reg file, in the order of the file. */
export type RegChange = {
  readonly hive: RegHive;
  /** Below the hive's root, `\` between names; empty = the root itself. */
  readonly key: string;
  /** Line of the file, from 1. */
  readonly line: number;
} & (
  | { readonly do: 'make-key' }
  | { readonly do: 'delete-key' }
  | { readonly do: 'delete-value'; /** Empty = the default value. */ readonly name: string }
  | { readonly do: 'set'; readonly name: string; /** REG_* code of the Windows SDK. */ readonly type: number; /** As the hive holds it. */ readonly data: Buffer }
);
