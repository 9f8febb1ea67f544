import { execFile } from 'node:child_process';
import { appendFileSync, readFileSync } from 'node:fs';
import type { LoadHook } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

const variable = 'OFFLINE_SERVICING_TEST_MODULES';

/** For Node's loader: notes the URL of every module that is loaded. */
export const load: LoadHook = async (url, context, nextLoad) => {
  const file = process.env[variable];
  if (file !== undefined) appendFileSync(file, `${url}\n`);
  return nextLoad(url, context);
};

/**
 * Runs a program and tells which modules it loaded.
 * @param folder for a file to note them in
 * @returns npm packages by name, modules of ours by their path below the compiled folder
 */
export async function modulesOf(main: string, args: readonly string[], folder: string): Promise<{ packages: string[]; own: string[] }> {
  const file = join(folder, `${args.join('-').replace(/[^\w-]/gu, '') || 'none'}.txt`);
  const hook = `data:text/javascript,${encodeURIComponent(`import { register } from 'node:module'; register(${JSON.stringify(import.meta.url)});`)}`;
  await promisify(execFile)(process.execPath, ['--import', hook, main, ...args], { env: { ...process.env, [variable]: file } }).catch(() => undefined);
  const urls = readFileSync(file, 'utf8').trim().split('\n');
  const packages = urls.flatMap((url) => /\/node_modules\/((?:@[^/]+\/)?[^/]+)\//u.exec(url)?.[1] ?? []);
  const own = urls.filter((url) => url.startsWith('file:') && !url.includes('/node_modules/')).map((url) => /\/src\/(.+)$/u.exec(url)?.[1] ?? url);
  return { packages: [...new Set(packages)].sort(), own: own.sort() };
}
