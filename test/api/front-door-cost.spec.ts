import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { keyFile } from '../support/keys.js';
import { answerTo } from '../support/raw-http.js';
import { startSeamline } from '../support/services/seamline-process.js';
import { onSuiteFinished, ownSettings } from '../support/test-application.js';

const notLinux = process.platform === 'linux' ? '' : ' (skipped: needs /proc)';
const onEnd = onSuiteFinished();
const bytes = 16_000_000;
const rounds = 4;
const json = 'application/json';
const bodies = [
  ['/push-to-consumer', json, Buffer.alloc(bytes, '[')],
  ['/push-to-consumer', 'application/x-www-form-urlencoded', Buffer.alloc(bytes, 'a&')],
  ['/v2/models/fashion-mnist/infer', json, Buffer.alloc(bytes, '[')],
  ['/nowhere', json, Buffer.alloc(bytes, '[')],
  ['/%', json, Buffer.alloc(bytes, '[')],
] as const;

/** Sends the body for as long as the server takes it, and leaves with the first line of the answer. */
async function send(url: string, path: string, type: string, body: Buffer): Promise<string> {
  const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`;
  const answer = await answerTo(url, [head, body], (text) => text.includes('\r\n'));
  return answer.split('\r\n')[0] ?? '';
}

/** Of a process: milliseconds of CPU so far, and its resident kilobytes now and at most. */
function spentBy(pid: number) {
  const ofStat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
  const ticks = Number(ofStat[11]) + Number(ofStat[12]);
  return { cpuMs: ticks * 10, now: kilobytes('VmRSS'), most: kilobytes('VmHWM') };
}

it.skipIf(notLinux)(
  `refuses 16 MB of a stranger for 50 ms of CPU and 20 MB of memory each${notLinux}`,
  async () => {
    const settings = {
      ...(await ownSettings(onEnd)),
      ROLES: 'api',
      API_KEYS_FILE: (await keyFile(onEnd)).file,
    };
    const seamline = startSeamline(settings);
    const url = await seamline.ready;
    const round = async () => {
      for (const [path, type, body] of bodies)
        expect(await send(url, path, type, body), path).toBe('HTTP/1.1 401 Unauthorized');
    };
    // The first ones compile code.
    await round();
    const before = spentBy(seamline.pid);
    for (let turn = 0; turn < rounds; turn += 1) await round();
    const after = spentBy(seamline.pid);
    const each = (after.cpuMs - before.cpuMs) / (rounds * bodies.length);
    const megabytes = (after.most - Math.max(before.now, before.most)) / 1_000;
    process.stdout.write(
      `A refused body of 16 MB: ${each.toFixed(1)} ms of CPU; all of them: ${megabytes} MB of memory\n`,
    );
    expect(each).toBeLessThan(50);
    expect(megabytes).toBeLessThan(20);
  },
);
