'use strict';

const { writeFileSync } = require('node:fs');
const { Runner, reporters } = require('mocha');

/** mocha's own `spec` output; the counts go to the file that scripts/test.sh reads its last line from. */
class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = runner.stats;
      const file = process.env.OFFLINE_SERVICING_TEST_COUNTS;
      if (file !== undefined) writeFileSync(file, `${passes} ${failures} ${pending}\n`);
    });
  }
}

module.exports = CountingReporter;
