import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { rememberCaller } from './callers.js';
import { OpenAnswers } from './open-answers.js';

function replyTo(ip: string, name?: string) {
  const request = { ip };
  if (name !== undefined) rememberCaller(request, { name: name, roles: [] });
  return { request, raw: new ServerResponse(new IncomingMessage(new Socket())) };
}

const refusal = (code: string, open: number, allowed: number) =>
  expect.objectContaining({ code, details: { open, allowed } });

describe('long answers', () => {
  it('are counted until they are over, and their signals abort then', () => {
    const open = new OpenAnswers();
    const sent = replyTo('192.0.2.1');
    const broken = replyTo('192.0.2.1');
    const signals = [open.admit('stream', sent), open.admit('export', broken)];
    expect(open.counts).toEqual({ stream: 1, wait: 0, export: 1, list: 0 });
    sent.raw.emit('close');
    broken.raw.req.socket.emit('close');
    broken.raw.emit('close');
    expect(open.counts).toEqual({ stream: 0, wait: 0, export: 0, list: 0 });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it('are limited of one caller, and one fewer lets one more in', () => {
    const open = new OpenAnswers();
    const own = Array.from({ length: 100 }, () => replyTo('192.0.2.1'));
    for (const reply of own) open.admit('stream', reply);
    expect(() => open.admit('stream', replyTo('192.0.2.1'))).toThrow(refusal('TOO_MANY_REQUESTS', 100, 100));
    open.admit('wait', replyTo('192.0.2.1'));
    open.admit('stream', replyTo('192.0.2.2'));
    own[0]!.raw.emit('close');
    open.admit('stream', replyTo('192.0.2.1'));
    expect(open.counts.stream).toBe(101);
  });

  it('are limited in all', () => {
    const open = new OpenAnswers();
    for (let at = 0; at < 1_000; at += 1) open.admit('wait', replyTo(`192.0.2.${at % 20}`));
    expect(() => open.admit('wait', replyTo('198.51.100.1'))).toThrow(
      refusal('TOO_MANY_READERS', 1_000, 1_000),
    );
  });

  it('belong to a key wherever it is used, and else to an address, of IPv6 to its network', () => {
    const open = new OpenAnswers();
    const hundred = (replyAt: (at: number) => ReturnType<typeof replyTo>) => {
      for (let at = 0; at < 100; at += 1) open.admit('stream', replyAt(at));
      expect(() => open.admit('stream', replyAt(100))).toThrow(/of this caller/);
    };
    hundred((at) => replyTo(`192.0.2.${at}`, 'camera-7'));
    open.admit('stream', replyTo('192.0.2.7', 'camera-8'));
    hundred((at) => replyTo(at % 2 ? `2001:db8::${at + 1}` : `2001:db8:0:0:${at}::9`));
    open.admit('stream', replyTo('2001:db8:0:1::1'));
    open.admit('stream', replyTo('::1'));
  });
});
