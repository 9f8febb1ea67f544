/**
 * `describe` and `it` for what Windows cannot run: stand-ins that are shell scripts, programs of the rehearsal and the
 * lab (wimlib, gcab, hivex), permissions by mode. There they register nothing; everywhere else they always run.
 */
export const describePosix = process.platform === 'win32' ? leaveOut : (title: string, body: (this: Mocha.Suite) => void): void => { describe(title, body); };

export const itPosix = process.platform === 'win32' ? leaveOut : (title: string, body: Mocha.AsyncFunc | Mocha.Func): void => { it(title, body as Mocha.AsyncFunc); };

function leaveOut(): void {
  // Not a pending test: it would look as if somebody had to mend it.
}
