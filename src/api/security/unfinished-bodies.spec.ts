import { describe, expect, it } from 'vitest';
import { UnfinishedBodies } from './unfinished-bodies.js';

describe('bodies that have not come to their end', () => {
  const cut: string[] = [];
  const opened = (mostBytes: number) => {
    cut.length = 0;
    const bodies = new UnfinishedBodies(mostBytes);
    return (name: string) => bodies.begin(() => cut.push(name));
  };

  it('may fill their room to the last byte', () => {
    const begin = opened(100);
    begin('first').add(60);
    begin('second').add(40);
    expect(cut).toEqual([]);
  });

  it('lose the one that has made no progress for the longest time when they take more', () => {
    const begin = opened(100);
    const [slow, stalled, sending] = [begin('slow'), begin('stalled'), begin('sending')];
    slow.add(40);
    stalled.add(40);
    slow.add(1);
    sending.add(20);
    expect(cut).toEqual(['stalled']);
    sending.add(39);
    expect(cut).toEqual(['stalled']);
    sending.add(1);
    expect(cut).toEqual(['stalled', 'slow']);
  });

  it('lose as many as it takes, and themselves at last', () => {
    const begin = opened(100);
    begin('first').add(50);
    begin('second').add(50);
    begin('huge').add(101);
    expect(cut).toEqual(['first', 'second', 'huge']);
  });

  it('give their room back when they end, once', () => {
    const begin = opened(100);
    const complete = begin('complete');
    complete.add(100);
    complete.end();
    complete.end();
    begin('next').add(100);
    expect(cut).toEqual([]);
  });

  it('take no room before their first byte, nor once they are cut or have ended', () => {
    const begin = opened(100);
    const [stalled, ended] = [begin('stalled'), begin('ended')];
    begin('silent');
    stalled.add(60);
    ended.end();
    begin('sending').add(60);
    stalled.add(60);
    ended.add(60);
    stalled.end();
    expect(cut).toEqual(['stalled']);
    begin('other').add(40);
    expect(cut).toEqual(['stalled']);
  });
});
