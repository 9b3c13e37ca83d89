import type {
  DeadLetterDetails,
  DeadLetterSummary,
  ShownText,
} from '../../outcomes/dead-letters/dead-letter.view.js';
import type { ReplayReport } from '../../outcomes/dead-letters/replay.service.js';
import { visible } from '../../foundation/errors/visible.js';
import { table } from './terminal.js';

/** Columns in a terminal. */
const reasonLength = 60;
const headerLength = 100;

export function listText(letters: readonly DeadLetterSummary[]): string[] {
  if (letters.length === 0) return ['no dead letters'];
  const rows = letters.map(({ id, storedAt, broker, topic, code, replays, reason }) => [
    String(id),
    storedAt,
    broker,
    topic,
    code,
    String(replays),
    shortened(reason, reasonLength),
  ]);
  return table([['ID', 'STORED', 'BROKER', 'TOPIC', 'CODE', 'REPLAYS', 'REASON'], ...rows]);
}

export function detailsText(letter: DeadLetterDetails): string[] {
  const { source, payload } = letter;
  const place = source.partition === null ? '' : `, partition ${source.partition} offset ${source.offset}`;
  const headers = letter.headers.flatMap(({ name, values }) =>
    values.map((value) => [`  ${name}`, textOf(value)]),
  );
  const lines = [
    ['id', String(letter.id)],
    ['code', letter.code],
    ['reason', letter.reason],
    ['image', letter.imageId ?? '-'],
    ['request', letter.requestId ?? '-'],
    ['from', `${letter.topic} on ${letter.broker}${place}`],
    ['first seen', letter.firstSeen],
    ['stored', letter.storedAt],
    ['attempts', String(letter.attempts ?? '-')],
    ['replays', `${letter.replays}${letter.replayedAt === null ? '' : `, the last at ${letter.replayedAt}`}`],
    ...(letter.obstacle === null ? [] : [['not replayable', letter.obstacle]]),
    ['key', letter.key === null ? '-' : textOf(letter.key)],
    ['payload', `${payload.bytes} bytes, ${payload.kind}: ${payload.url}`],
    ['headers', ''],
    ...headers,
  ];
  return table(lines);
}

export function reportText({ dryRun, matched, replayed, refused, refusals }: ReplayReport): string[] {
  const done = dryRun ? 'would be replayed' : 'replayed';
  const lines = [`${replayed} of ${matched} dead letters ${done}, ${refused} cannot be`];
  for (const { reason } of refusals) lines.push(`  ${reason}`);
  return lines;
}

function textOf(value: ShownText): string {
  return shortened(typeof value === 'string' ? value : `base64 ${value.base64}`, headerLength);
}

function shortened(text: string, length: number): string {
  const line = visible(text);
  return line.length <= length ? line : `${line.slice(0, length - 1)}…`;
}
