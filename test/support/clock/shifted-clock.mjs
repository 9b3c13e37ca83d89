import { readFileSync } from 'node:fs';

/**
 * Loaded before a program: its wall clock differs by as many milliseconds as the file CLOCK_SHIFT_FILE says, and jumps
 * when that changes. As with a real clock, timers and `performance.now()` go on evenly.
 */
const file = process.env.CLOCK_SHIFT_FILE;
const RealDate = Date;
let shiftMs = 0;

function look() {
  try {
    shiftMs = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    shiftMs = 0;
  }
}

look();
setInterval(look, 20).unref();

const now = () => RealDate.now() + shiftMs;

globalThis.Date = class Date extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(now());
    else super(...parts);
  }

  static now() {
    return now();
  }
};
