import { resolve } from 'node:path';
import { expect } from 'chai';
import { sessionEnvironment } from '../../../src/powershell/environment.js';

describe('sessionEnvironment', () => {
  it('drops what would lead a session astray, in any case, and keeps the rest', () => {
    const env = sessionEnvironment({ PSMODULEPATH: '/7', PSModulePath: '/7', node_powershell: 'x', PATH: '/bin', OFFLINE_SERVICING_REHEARSAL: 'a.json' });
    expect(env).to.include({ PATH: '/bin', TERM: 'dumb', OFFLINE_SERVICING_REHEARSAL: resolve('a.json') });
    expect(Object.keys(env).map((name) => name.toLowerCase())).not.to.include('psmodulepath').and.not.to.include('node_powershell');
  });

  it('puts off compiling hot methods, unless the environment says something else', () => {
    expect(sessionEnvironment({})).to.include({ DOTNET_TieredPGO: '0', DOTNET_TC_CallCountingDelayMs: '4e20' });
    expect(sessionEnvironment({ DOTNET_TieredPGO: '1' })).to.include({ DOTNET_TieredPGO: '1' });
  });
});
