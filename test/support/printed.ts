import { beforeEach, onTestFinished, vi } from 'vitest';

/** Keeps what commands print off the terminal; `text` is what the running test has printed, and may be emptied. */
export function catchPrinted(): { text: string } {
  const printed = { text: '' };
  beforeEach(() => {
    printed.text = '';
    const print = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed.text += String(text);
      return true;
    });
    onTestFinished(() => print.mockRestore());
  });
  return printed;
}
