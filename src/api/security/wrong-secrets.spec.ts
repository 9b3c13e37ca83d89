import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WrongSecrets } from './wrong-secrets.js';

describe('Calls with a wrong key or token', () => {
  const lines: string[] = [];
  const minute = () => vi.advanceTimersByTime(60_000);

  beforeEach(() => {
    lines.length = 0;
    vi.useFakeTimers();
    const warn = (text: string) => lines.push(text);
    Logger.overrideLogger({ log: () => {}, error: () => {}, warn } as never);
  });
  afterEach(() => {
    vi.useRealTimers();
    Logger.overrideLogger(['log', 'error', 'warn']);
  });

  it('are warned of at once, then once a minute, with the address that most come from', () => {
    const wrong = new WrongSecrets();
    for (const address of ['10.0.0.7', '10.0.0.7', '10.0.0.8', '10.0.0.7']) wrong.add(address);
    expect(lines).toEqual([expect.stringContaining('10.0.0.7 has a wrong key or token')]);
    minute();
    expect(lines.slice(1)).toEqual([
      '3 more calls had a wrong key or token within a minute, from 2 addresses; 2 from 10.0.0.7',
    ]);
  });

  it('are warned of again after a quiet minute, and a single one in one line', () => {
    const wrong = new WrongSecrets();
    wrong.add('10.0.0.7');
    minute();
    minute();
    wrong.add('10.0.0.9');
    expect(lines).toEqual([expect.stringContaining('10.0.0.7'), expect.stringContaining('10.0.0.9')]);
  });

  it('take two lines, however many addresses they come from', () => {
    const wrong = new WrongSecrets();
    for (let at = 0; at <= 5_000; at += 1) wrong.add(`10.0.${at >> 8}.${at & 255}`);
    minute();
    expect(lines[1]).toContain('5000 more calls');
    expect(lines[1]).toContain('4000 from other addresses');
    expect(lines).toHaveLength(2);
  });
});
