#!/usr/bin/env node
// A stand-in for PowerShell that speaks the session's side of the protocol, so that the real transport can be tested
// with faults that no real session shows on demand. POSIX only: it is started through its first line.
//
// FAKE_POWERSHELL_START chooses a fault of the start; the parameter `fault` of a request one of its answer.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const startFault = process.env.FAKE_POWERSHELL_START ?? '';
let nonce = '';

const write = (text) => new Promise((resolve) => process.stdout.write(text, resolve));
const ascii = (value) => JSON.stringify(value).replace(/[^ -~]/gu, (character) =>
  [...Array(character.length).keys()].map((at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`).join(''));

class Answer {
  #seq = 0;
  constructor(id) {
    this.id = id;
  }
  frame(type, fields = {}) {
    this.#seq += 1;
    return `\n#osf:${nonce}:${ascii({ v: 1, id: this.id, seq: this.#seq, type, ...fields })}\n`;
  }
}

async function connect(request) {
  nonce = request.nonce;
  const answer = new Answer(request.id);
  if (startFault === 'exit') process.exit(4);
  if (startFault === 'hang') await sleep(600_000);
  if (startFault === 'silent') return;
  if (startFault === 'error') {
    await write(answer.frame('error', {
      kind: 'bridge', errorType: 'System.IO.FileNotFoundException', message: 'The module was not loaded',
      hresult: '0x80070002', category: 'ResourceUnavailable', fullyQualifiedErrorId: 'Modules_ModuleNotFound',
    }));
    return;
  }
  const facts = {
    protocol: startFault === 'protocol' ? 2 : 1, pid: process.pid, powershellVersion: '5.1.19041.1', edition: 'Desktop',
    elevated: true, is64Bit: true, backend: startFault === 'backend' ? 'native' : 'rehearsal', dismVersion: '10.0.19041.1',
    dismPath: request.dismPath, cmdlets: { 'Get-WindowsImage': ['ImagePath'] }, ownGroup: false,
    environment: Object.keys(process.env),
  };
  await write(answer.frame('output', { items: [facts] }) + answer.frame('done'));
}

async function invoke(request) {
  if (request.requestFile !== undefined) request = JSON.parse(readFileSync(request.requestFile, 'utf8'));
  const { fault, ms = 0, ...parameters } = request.parameters;
  const answer = new Answer(request.id);
  const output = { items: [{ $type: 'Echo', cmdlet: request.cmdlet, parameters, arguments: process.argv.slice(2) }] };
  switch (fault) {
    case undefined:
      await sleep(ms);
      break;
    case 'exit':
      process.exit(parameters.code);
      break;
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      await sleep(600_000);
      break;
    case 'die-later':
      setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50);
      break;
    case 'empty':
      await finish();
      return;
    case 'hang':
      await sleep(600_000);
      return;
    case 'obey':
      await write(answer.frame('warning', { text: 'at work' }));
      while (!existsSync(request.cancelFile)) await sleep(5);
      await write(answer.frame('error', {
        kind: 'cancelled', errorType: 'System.OperationCanceledException', message: 'Stopped', hresult: '0x8013153b',
        category: 'OperationStopped', fullyQualifiedErrorId: '',
      }));
      return;
    case 'garbage':
      await write('garbage without a newline');
      await write(`#osf:ffffffffffffffffffffffff:{"v":1}\n\u0000\u001b[31mred\n`);
      process.stderr.write('WARNING: noise on stderr\n');
      break;
    case 'broken-frame':
      await write(`#osf:${nonce}:{"v":1,"id":"${request.id}","se\n`);
      return;
    case 'unknown-frame':
      await write(`#osf:${nonce}:{"v":1,"id":"${request.id}","seq":1,"type":"surprise"}\n`);
      return;
    case 'coalesce':
      // Everything in one chunk, as after a stall of the reader.
      await write(`noise${answer.frame('output', output)}${answer.frame('done')}late text\n`);
      return;
    case 'lost-frame':
      answer.frame('progress');
      break;
    case 'wrong-id':
      await write(new Answer('99').frame('done'));
      return;
    case 'partial-frame':
    case 'split': {
      // In pieces of a few bytes, so that every boundary falls somewhere: between bytes of a character too.
      const bytes = Buffer.from(`h\u00e9\u{1F600}\n${answer.frame('output', output)}${answer.frame('done')}`, 'utf8');
      for (let at = 0; at < bytes.length; at += fault === 'split' ? 3 : 100) {
        await write(bytes.subarray(at, at + (fault === 'split' ? 3 : 100)));
        await sleep(0);
      }
      return;
    }
    case 'chunks': {
      // A frame that falls on the 64 KiB boundary of a pipe.
      await write(`${'x'.repeat(65_530)}\n`);
      break;
    }
    case 'crlf':
      await write((answer.frame('output', output) + answer.frame('done')).replaceAll('\n', '\r\n'));
      return;
    case 'flood':
      for (let at = 0; at < 50; at += 1) await write(`${'noise '.repeat(8_000)}\n`);
      break;
    case 'bad-spool': {
      const text = '{"a":1}\n';
      writeFileSync(request.spoolFile, text);
      const sha256 = createHash('sha256').update('other').digest('hex');
      await write(answer.frame('spool', { path: request.spoolFile, bytes: text.length, sha256 }) + answer.frame('done'));
      return;
    }
    default:
      throw new Error(`unknown fault ${fault}`);
  }
  await write(answer.frame('output', output) + answer.frame('done'));
}

const statement = /^try\{.*Connect-Bridge '([A-Za-z0-9+/=]+)'\}finally\{\[Console\]::Out\.Write\("`n(#end:[0-9a-f]+)`n"\)\}$/u;
const decode = (payload) => JSON.parse(Buffer.from(payload, 'base64').toString('utf8'));

let end;
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const begun = statement.exec(line);
  if (begun !== null) {
    end = begun[2];
    await connect(decode(begun[1]));
    if (startFault === 'silent' || startFault === 'error') await finish();
  } else if (end !== undefined && line.startsWith('#')) await invoke(decode(line.slice(1)));
  else if (line === 'exit' && end !== undefined) await finish();
  else if (line === 'exit') process.exit(0);
}

/** What the statement ends with; PowerShell itself reads what comes then. */
async function finish() {
  await write(`\n${end}\n`);
  end = undefined;
}
