import type { RegChange } from './reg-model.js';

const bytesPerLine = 24;

/**
 * Changes as a .reg file of version 5.00, below another root. Every value is written as bytes, so that nothing depends on
 * how a program reads texts, and every key above one that is made stands before it, since hivexregedit makes only the last.
 * @param root e.g. `HKEY_LOCAL_MACHINE\Mounted`
 */
export function formatReg(changes: readonly RegChange[], root: string): string {
  const lines = ['Windows Registry Editor Version 5.00'];
  let current: string | undefined;
  const enter = (key: string): void => {
    if (current === key) return;
    const names = key === '' ? [] : key.split('\\');
    names.forEach((_name, at) => { if (at < names.length - 1) lines.push('', `[${root}\\${names.slice(0, at + 1).join('\\')}]`); });
    lines.push('', `[${key === '' ? root : `${root}\\${key}`}]`);
    current = key;
  };
  for (const change of changes) {
    if (change.do === 'delete-key') {
      lines.push('', `[-${root}\\${change.key}]`);
      current = undefined;
      continue;
    }
    enter(change.key);
    if (change.do === 'set') lines.push(`${quoteName(change.name)}=hex(${change.type.toString(16)}):${hexLines(change.data)}`);
    else if (change.do === 'delete-value') lines.push(`${quoteName(change.name)}=-`);
  }
  return [...lines, ''].join('\r\n');
}

function quoteName(name: string): string {
  return name === '' ? '@' : `"${name.replace(/["\\]/gu, '\\$&')}"`;
}

function hexLines(data: Buffer): string {
  const bytes = Array.from(data, (byte) => byte.toString(16).padStart(2, '0'));
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += bytesPerLine) rows.push(bytes.slice(at, at + bytesPerLine).join(','));
  return rows.join(',\\\r\n  ');
}
