import { expect } from 'chai';
import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventStream } from '../../../src/run/event-stream.js';
import { Journal, readJournal } from '../../../src/run/journal.js';
import { runEventSchema } from '../../../src/schema/event.js';
import { failureOf } from '../../support/failure.js';
import { temporaryFolder } from '../../support/temp.js';

describe('journal', () => {
  const temporary = temporaryFolder();

  async function written(name: string): Promise<string> {
    const path = join(temporary(), name);
    const journal = new Journal(path);
    const events = new EventStream('abc234');
    events.subscribe((event) => { journal.append(event); });
    events.emit({ type: 'phase', phase: 'run' });
    events.emit({ type: 'step-progress', step: 's', target: 'media', percent: 1 });
    events.emit({ type: 'step-skipped', step: 's', target: 'media', reason: 'r' });
    await journal.close();
    return path;
  }

  it('keeps events in order and leaves progress out', async () => {
    const entries = readJournal(await written('a'));
    expect(entries.map((entry) => [entry.seq, entry.type])).to.deep.equal([[1, 'phase'], [3, 'step-skipped']]);
    for (const entry of entries) runEventSchema.parse(entry);
  });

  it('drops a torn last line', async () => {
    const path = await written('b');
    appendFileSync(path, '{"v":1,"seq":4,"ty');
    expect(readJournal(path)).to.have.length(2);
  });

  it('keeps types and fields of a later day, refuses a later version and a damaged middle', async () => {
    const path = join(temporary(), 'c');
    writeFileSync(path, '{"v":1,"seq":1,"type":"new-thing","more":1}\n');
    expect(readJournal(path)[0]).to.include({ type: 'new-thing', more: 1 });
    writeFileSync(path, '{"v":2,"seq":1,"type":"phase"}\n');
    expect((await failureOf(() => readJournal(path))).code).to.equal('usage');
    writeFileSync(path, 'xx\n{"v":1,"seq":1,"type":"phase"}\n');
    expect((await failureOf(() => readJournal(path))).message).to.contain('Line 1');
  });
});
