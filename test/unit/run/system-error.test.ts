import { expect } from 'chai';
import { orDamaged } from '../../../src/run/system-error.js';

describe('what a step meets in a damaged file', () => {
  const systemError = (code: string): Error => Object.assign(new Error(`${code}: copyfile 'a' -> 'b'`), { code, syscall: 'copyfile' });

  it('is an error of servicing with advice, not one of the program', () => {
    for (const code of ['EINVAL', 'EIO']) {
      expect(orDamaged(systemError(code))).to.include({ code: 'servicing', message: `A file cannot be read: ${code}: copyfile 'a' -> 'b'` }).and.to.have.property('advice');
    }
  });

  it('leaves other errors alone', () => {
    for (const error of [systemError('ENOENT'), new TypeError('x'), 'text']) expect(orDamaged(error)).to.equal(error);
  });
});
