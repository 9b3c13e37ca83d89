import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What V8 writes with `--cpu-prof`; times in microseconds. */
interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly children?: readonly number[];
}

/** A function as it was called from one place, with all that it called. */
interface Frame {
  readonly name: string;
  readonly group: Group;
  micros: number;
  readonly callees: Map<string, Frame>;
}

const groups = { seamline: '#3b7dd8', packages: '#e8a13a', node: '#9aa5b1' } as const;
type Group = keyof typeof groups;

const width = 1_200;
const rowHeight = 17;
const top = 48;
/** Narrower than this, a frame shows nothing. */
const narrowest = 1.2;
const letterWidth = 6.2;
/** A sample that took longer is a stop of the process, and no work. */
const longestSampleMicros = 20_000;
const notWork = new Set(['(idle)', '(root)']);

/**
 * A flame graph (Brendan Gregg, "The Flame Graph", ACM Queue 14(2), 2016) of the profile that a process's main thread has
 * left in a folder, as the text of an SVG picture: the width of a frame is its share of the processor time, below it stands
 * its caller, and the order from left to right says nothing.
 *
 * @param skipMs of the beginning are left out.
 */
export function flameGraph(title: string, folder: string, skipMs: number): string {
  const root = callTree(readMainThread(folder), 1_000 * skipMs);
  const rows: string[] = [];
  const depth = draw(root, { left: 0, level: 0, scale: width / root.micros }, rows);
  const height = top + rowHeight * (depth + 1) + 8;
  const bottom = height - rowHeight - 4;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="monospace" font-size="10.5">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    `<text x="${width / 2}" y="20" font-size="15" text-anchor="middle">${escaped(title)}</text>`,
    ...Object.entries(groups).map(
      ([group, colour], at) =>
        `<text x="${8 + 90 * at}" y="38" fill="${colour}" font-weight="bold">■ ${group}</text>`,
    ),
    `<g transform="translate(0 ${bottom})">`,
    ...rows,
    '</g></svg>\n',
  ].join('\n');
}

function readMainThread(folder: string): CpuProfile {
  // CPU.<date>.<time>.<process>.<thread>.<number>.cpuprofile
  const file = readdirSync(folder).find((name) => name.split('.')[4] === '0');
  if (file === undefined) throw new Error(`no profile of a main thread in ${folder}`);
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile;
}

function callTree({ nodes, samples, timeDeltas }: CpuProfile, skipMicros: number): Frame {
  const own = new Map<number, number>();
  let time = 0;
  samples.forEach((id, at) => {
    const micros = timeDeltas[at] ?? 0;
    time += micros;
    if (time > skipMicros && micros <= longestSampleMicros) own.set(id, (own.get(id) ?? 0) + micros);
  });
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const root: Frame = { name: 'main thread', group: 'node', micros: 0, callees: new Map() };
  const add = (node: ProfileNode, callers: readonly Frame[]) => {
    const { functionName } = node.callFrame;
    const path = functionName === '(root)' ? callers : [...callers, calleeOf(callers.at(-1) as Frame, node)];
    if (!notWork.has(functionName)) for (const frame of path) frame.micros += own.get(node.id) ?? 0;
    for (const child of node.children ?? []) add(byId.get(child) as ProfileNode, path);
  };
  add(nodes[0] as ProfileNode, [root]);
  return root;
}

function calleeOf(caller: Frame, { callFrame: { functionName, url } }: ProfileNode): Frame {
  const file = url.split('/').slice(-2).join('/');
  const name = `${functionName || '(anonymous)'}${file && ` ${file}`}`;
  const known = caller.callees.get(name);
  if (known) return known;
  const callee: Frame = { name, group: groupOf(url), micros: 0, callees: new Map() };
  caller.callees.set(name, callee);
  return callee;
}

function groupOf(url: string): Group {
  if (!url.startsWith('file:') && !url.startsWith('/')) return 'node';
  return url.includes('/node_modules/') ? 'packages' : 'seamline';
}

/** Adds the rectangles of a frame and its callees, and tells how many rows stand above it. */
function draw(
  frame: Frame,
  { left, level, scale }: { left: number; level: number; scale: number },
  rows: string[],
): number {
  const wide = frame.micros * scale;
  if (wide < narrowest) return level;
  const y = -level * rowHeight;
  const share = ((100 * wide) / width).toFixed(1);
  const letters = Math.floor((wide - 6) / letterWidth);
  const box = `x="${left.toFixed(1)}" y="${y}" width="${(wide - 0.5).toFixed(1)}" height="${rowHeight - 1}"`;
  const text = letters > 3 ? `<text x="${(left + 3).toFixed(1)}" y="${y + 12}">` : '';
  rows.push(
    `<g><title>${escaped(frame.name)}: ${share} %</title><rect ${box} fill="${groups[frame.group]}" fill-opacity=".55"/>`,
    text && `${text}${escaped(frame.name.slice(0, letters))}</text>`,
    '</g>',
  );
  let from = left;
  let depth = level;
  for (const callee of [...frame.callees.values()].toSorted((a, b) => b.micros - a.micros)) {
    depth = Math.max(depth, draw(callee, { left: from, level: level + 1, scale }, rows));
    from += callee.micros * scale;
  }
  return depth;
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
