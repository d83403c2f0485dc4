import { setTimeout as pause } from 'node:timers/promises';

/** Asks until the answer is something, and gives it. Nothing is waited for by the clock alone. */
export async function until(what, ask, { seconds = 15, every = 20 } = {}) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain for ${what}`);
    await pause(every);
  }
}
