import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { packageRoot } from '../../src/files/package-root.js';

/** A fenced block of a page. */
export interface DocBlock {
  /** The heading above it. */
  heading: string;
  language: string;
  text: string;
}

/** The fenced blocks of a page in docs/, in their order. */
export function docBlocks(page: string): DocBlock[] {
  const blocks: DocBlock[] = [];
  let heading = '';
  let open: DocBlock | undefined;
  for (const line of readFileSync(join(packageRoot(), 'docs', page), 'utf8').split('\n')) {
    const fence = /^```(\w*)$/u.exec(line);
    if (fence !== null && open === undefined) open = { heading, language: fence[1] ?? '', text: '' };
    else if (fence !== null && open !== undefined) {
      blocks.push(open);
      open = undefined;
    } else if (open !== undefined) open.text += `${line}\n`;
    else heading = /^#+ (.*)$/u.exec(line)?.[1] ?? heading;
  }
  return blocks;
}

/**
 * What docs/powershell.md has of PowerShell: its blocks, and the scripts in its pipeline of Azure DevOps, with the agent's
 * variable filled in as an agent does.
 */
export function powershellBlocks(): DocBlock[] {
  return docBlocks('powershell.md').flatMap((block) => {
    if (block.language === 'powershell') return [block];
    if (block.language !== 'yaml') return [];
    const { steps } = parse(block.text) as { steps: { powershell?: string }[] };
    return steps.flatMap(({ powershell }) => powershell === undefined ? [] : [
      { ...block, text: powershell.replaceAll('$(Build.ArtifactStagingDirectory)', 'C:\\Refreshed\\Agent') },
    ]);
  });
}
