/** Packs the PowerShell module into a folder that needs Node.js only. Run: npm run pack:module [-- FOLDER] */
import { relative, resolve } from 'node:path';
import { packageRoot } from '../src/files/package-root.js';
import { packModule } from './pack/pack-module.js';

const [output = resolve(packageRoot(), 'packed')] = process.argv.slice(2);
const folder = await packModule(packageRoot(), resolve(output));
console.log(`Packed module: ${relative('', folder)}
Copy it into a folder of $env:PSModulePath, then: Import-Module OfflineServicing`);
