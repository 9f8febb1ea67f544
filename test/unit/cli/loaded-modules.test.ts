import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { modulesOf } from '../../support/loaded-modules.js';
import { temporaryFolder } from '../../support/temp.js';

describe('modules that the command line loads', () => {
  const temporary = temporaryFolder();
  const main = fileURLToPath(new URL('../../../src/cli/main.js', import.meta.url));

  it('for its version: three files', async () => {
    expect(await modulesOf(main, ['--version'], temporary())).to.deep.equal({ packages: [], own: ['cli/io.js', 'cli/main.js', 'files/package-root.js'] });
  });

  it('for its help and for what is no command: the names of commands, none of what they do', async () => {
    for (const word of ['--help', 'servce']) {
      const { packages, own } = await modulesOf(main, [word], temporary());
      expect(packages).to.deep.equal(['commander']);
      expect(own.filter((path) => !/^cli\/[^/]+\.js$|^cli\/render\/|^schema\/commands\/|^schema\/(?:errors|parameter)\.js$|^files\/package-root\.js$|^report\/(?:visible-text|map-texts)\.js$/u.test(path))).to.deep.equal([]);
    }
  });

  it('for a mistake in what a command takes: no engine', async () => {
    const { packages, own } = await modulesOf(main, ['service', '--bad'], temporary());
    expect(packages).to.have.members(['commander', 'zod']);
    expect(own).to.not.include('service-media.js');
  });

  it('for looking at media and updates: no session and no log', async () => {
    for (const words of [['inspect', 'nothing'], ['updates', 'nothing'], ['plan', '--media', 'nothing', '--updates', 'nothing']]) {
      const { packages, own } = await modulesOf(main, words, temporary());
      expect(packages, words[0]).to.not.include('winston').and.not.include('node-powershell').and.not.include('proper-lockfile');
      expect(own.filter((path) => /^(?:run|powershell|lab)\//u.test(path) && path !== 'run/workspace.js'), words[0]).to.deep.equal([]);
    }
  });

  it('for the main job until its first session comes up: what that needs, and not the engine', async () => {
    const door = fileURLToPath(new URL('../../../src/service-media.js', import.meta.url));
    const { packages, own } = await modulesOf(door, [], temporary());
    expect(packages).to.have.members(['node-powershell', 'zod']);
    expect(own).to.include('run/early-session.js').and.not.include('run-service.js').and.not.include('run/runner.js');
    expect(own.filter((path) => /^(?:media|updates|report|verify|cli|lab)\//u.test(path))).to.deep.equal([]);
  });

  it('for the main job until its first step: neither the checks nor the page that come at its end', async () => {
    const engine = fileURLToPath(new URL('../../../src/run-service.js', import.meta.url));
    const { packages, own } = await modulesOf(engine, [], temporary());
    expect(own).to.include('run/runner.js').and.not.include('run-end.js');
    expect(own.filter((path) => /^(?:verify|report\/(?:page|sections|charts))\//u.test(path))).to.deep.equal([]);
    expect(packages.filter((name) => /^(?:d3-|preact|@cyclonedx)/u.test(name))).to.deep.equal([]);
  });
});
