import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { renderAboutTopic } from './about.js';
import { renderConfigSchema } from './config-schema.js';
import { renderFormatFile, renderTypesFile } from './format-xml.js';
import { renderManifest, type PackageFacts } from './manifest.js';
import { renderModuleScript } from './module-script.js';

const moduleFolder = 'module-manifest/OfflineServicing';

/** Windows PowerShell takes a file without a byte order mark for the code page of the computer. */
function withMark(text: string): string {
  return /^[\0-\x7f]*$/u.test(text) ? text : `\ufeff${text}`;
}

function templatesOf(root: string): string[] {
  const folder = join(root, 'module-manifest', 'templates');
  return readdirSync(folder).filter((name) => name.endsWith('.ps1')).sort().map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** Every generated file of the PowerShell module, and the JSON Schema of the configuration file: path below the root, and content. */
export function moduleFiles(root: string): ReadonlyMap<string, string> {
  const read = (name: string): string => readFileSync(join(root, name), 'utf8');
  const facts = JSON.parse(read('package.json')) as PackageFacts;
  const manifest = renderManifest(facts, read('CHANGELOG.md'));
  return new Map([
    [`${moduleFolder}/OfflineServicing.psd1`, withMark(manifest)],
    [`${moduleFolder}/OfflineServicing.psm1`, withMark(renderModuleScript(templatesOf(root)))],
    [`${moduleFolder}/OfflineServicing.format.ps1xml`, withMark(renderFormatFile())],
    [`${moduleFolder}/OfflineServicing.types.ps1xml`, withMark(renderTypesFile())],
    [`${moduleFolder}/en-US/about_OfflineServicing.help.txt`, withMark(renderAboutTopic(facts))],
    ['offline-servicing.schema.json', renderConfigSchema()],
  ]);
}
