import type { ListedOutcome } from './service.client.js';
import type { TopicContents } from './topic-contents.js';

export interface Comparison {
  /** Ids of images, predictions and dead letters on the topics without a stored outcome. */
  readonly missing: readonly string[];
  /** Ids with more than one stored outcome. */
  readonly doubled: readonly string[];
  readonly predicted: number;
  readonly dead: number;
}

/** Compares the topics' events with the stored outcomes: each image event has exactly one outcome. */
export async function compare(
  contents: TopicContents | undefined,
  outcomes: AsyncIterable<ListedOutcome>,
): Promise<Comparison> {
  const stored = new Set<string>();
  const eventIds = new Set<string>();
  const doubled = new Set<string>();
  const counts = { predicted: 0, dead: 0 };
  for await (const { imageId, imageEventId, state } of outcomes) {
    if (stored.has(imageId)) doubled.add(imageId);
    stored.add(imageId);
    if (imageEventId !== null) eventIds.add(imageEventId);
    counts[state] += 1;
  }
  const missing = contents ? missingOf(contents, stored, eventIds) : [];
  return { missing, doubled: [...doubled], ...counts };
}

function missingOf(
  contents: TopicContents,
  stored: ReadonlySet<string>,
  eventIds: ReadonlySet<string>,
): string[] {
  const named = new Set([...contents.images, ...contents.predictions, ...contents.letters]);
  const alone = [...contents.idsAlone].filter((id) => !named.has(id) && !eventIds.has(id));
  const missing = [...named, ...alone].filter((name) => !stored.has(name));
  // Each letter without an image accounts for one event, but for an unknown one.
  return missing.slice(contents.namelessLetters.size);
}
