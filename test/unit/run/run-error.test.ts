import { expect } from 'chai';
import { orCancelled, ServicingRunError, withRunFolder } from '../../../src/run/run-error.js';
import { SessionError } from '../../../src/powershell/errors.js';
import { ServicingError } from '../../../src/schema/errors.js';
import { sampleResult } from '../../support/sample-result.js';

const exitCode = (error: ServicingError): number => new ServicingRunError(error, sampleResult()).exitCode;

describe('exit code of a failed run', () => {
  it('is that of the error, but a step that meets a full disk is no refusal', () => {
    expect(exitCode(new ServicingError('permission', 'not elevated'))).to.equal(3);
    expect(exitCode(new ServicingError('disk-space', 'full', { step: 'winre/export' }))).to.equal(4);
    expect(exitCode(new ServicingError('session', 'gone', { step: 'winre/export' }))).to.equal(8);
  });

  it('keeps what failed while the run was ended', () => {
    const error = new ServicingRunError(new ServicingError('servicing', 'first', { details: ['a'] }), sampleResult(), ['second']);
    expect(error.details).to.deep.equal(['a', 'while ending the run: second']);
  });
});

describe('what ended a run', () => {
  it('is the cancelling where a session ended meanwhile, with what it was, and nothing else is taken for that', () => {
    const abort = new AbortController();
    const start = new SessionError('start', 'pwsh did not come up');
    const lost = new SessionError('lost', 'the session ended').with({ step: 'winre/mount' });
    const mounted = new ServicingError('cleanup', 'still mounted');
    expect([start, lost, mounted].map((error) => orCancelled(error, abort.signal))).to.deep.equal([start, lost, mounted]);
    abort.abort();
    const ended = [start, lost, mounted].map((error) => orCancelled(error, abort.signal) as ServicingError);
    expect(ended.map((error) => [error.code, error.step, exitCode(error)])).to.deep.equal([
      ['cancelled', undefined, 130], ['cancelled', 'winre/mount', 130], ['cleanup', undefined, exitCode(mounted)],
    ]);
    expect(ended[0]?.details).to.include('pwsh did not come up');
  });

  it('names the folder that is kept, and the full volume where that is what it was', async () => {
    const failed = new ServicingError('servicing', 'the log cannot be written', { step: 'winre/mount' });
    const roomy = await withRunFolder(failed, '/w/abc234', async () => Promise.resolve(2 ** 40));
    expect([roomy.code, roomy.details.at(-1)]).to.deep.equal(['servicing', 'run folder, kept: /w/abc234']);
    const full = await withRunFolder(failed, '/w/abc234', async () => Promise.resolve(0));
    expect([full.code, full.step, full.details.at(-1)]).to.deep.equal(['disk-space', 'winre/mount', 'run folder, kept: /w/abc234']);
  });
});
