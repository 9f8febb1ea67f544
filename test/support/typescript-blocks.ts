import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { packageRoot } from '../../src/files/package-root.js';
import { docBlocks, type DocBlock } from './doc-blocks.js';

/** A block of docs/typescript.md as a program. */
export interface DocProgram extends DocBlock {
  /** Compiled, beside the package that it imports. */
  file: string;
}

/** Where the drives of the documentation are in a test. */
export type Drives = Readonly<Record<'C' | 'D', string>>;

/**
 * Type-checks the blocks of docs/typescript.md against the package that is installed in a folder, and compiles them there.
 * Paths on drives become paths in the folders of the drives, the native backend becomes the rehearsal; nothing else changes.
 * @returns the programs, and what the compiler has to say
 */
export function compileBlocks(folder: string, drives: Drives): { programs: DocProgram[]; problems: string } {
  const blocks = docBlocks('typescript.md').filter(({ language }) => language === 'ts');
  const names = blocks.map((_, at) => join(folder, `block${at + 1}.mts`));
  blocks.forEach(({ text }, at) => { writeFileSync(names[at] ?? '', onDrives(text, drives)); });
  const program = ts.createProgram(names, {
    target: ts.ScriptTarget.ES2023, lib: ['lib.es2023.d.ts'], module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, skipLibCheck: true, types: ['node'],
    typeRoots: [join(packageRoot(), 'node_modules', '@types')],
  });
  const problems = ts.formatDiagnostics(ts.getPreEmitDiagnostics(program), {
    getCurrentDirectory: () => folder, getCanonicalFileName: (name) => name, getNewLine: () => '\n',
  });
  program.emit();
  return { programs: blocks.map((block, at) => ({ ...block, file: join(folder, `block${at + 1}.mjs`) })), problems };
}

function onDrives(text: string, drives: Drives): string {
  return text
    .replace(/'([CD]):((?:\\\\[\w.]*)+)'/gu, (_, drive: 'C' | 'D', rest: string) => JSON.stringify(join(drives[drive], ...rest.split('\\\\'))))
    .replaceAll("'native'", "'rehearsal'");
}
