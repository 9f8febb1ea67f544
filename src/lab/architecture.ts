import { AsyncLocalStorage } from 'node:async_hooks';
import type { Architecture } from '../schema/common.js';

/** How an architecture is written in the places that name it. */
export interface ArchitectureWords {
  /** In names of files and images. */
  readonly short: Architecture;
  /** In identities of packages and components, in INF files and build labels. */
  readonly identity: 'amd64' | 'x86' | 'arm64';
  /** PROCESSOR_ARCHITECTURE_* of the Windows SDK, as the XML of a WIM has it. */
  readonly code: '9' | '0' | '12';
  /** What UEFI starts from media. */
  readonly loader: string;
}

const words: Readonly<Record<Architecture, ArchitectureWords>> = {
  x64: { short: 'x64', identity: 'amd64', code: '9', loader: 'bootx64.efi' },
  x86: { short: 'x86', identity: 'x86', code: '0', loader: 'bootia32.efi' },
  arm64: { short: 'arm64', identity: 'arm64', code: '12', loader: 'bootaa64.efi' },
};

const current = new AsyncLocalStorage<Architecture>();

/**
 * Makes something for an architecture. Thousands of identities in the tables of a generation leave theirs out; it is that of
 * the lab that is being made, so it is not handed down through each of them.
 */
export function forArchitecture<T>(architecture: Architecture, make: () => T): T {
  return current.run(architecture, make);
}

/** The words for what is being made; x64 unless {@link forArchitecture} says otherwise. */
export function architectureWords(): ArchitectureWords {
  return words[current.getStore() ?? 'x64'];
}
