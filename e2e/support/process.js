// Processes that a test starts. None is left behind, however the test ends.

import { spawn } from 'node:child_process';

const running = new Set();

process.once('exit', () => running.forEach((one) => one.kill('SIGKILL')));
// So the runner ends a file that takes too long; without this nothing of `exit` would run.
process.once('SIGTERM', () => process.exit(1));

/** Starts a program, which is killed with the tests if it is still there. The options are those of `spawn`. */
export function startProcess(program, words, options) {
  const started = spawn(program, words, options);
  running.add(started);
  started.once('exit', () => running.delete(started));
  return started;
}
