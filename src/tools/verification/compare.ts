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
  const stored: Stored = { names: new Set(), earlier: new Set(), eventIds: new Set() };
  const doubled = new Set<string>();
  const counts = { predicted: 0, dead: 0 };
  for await (const { imageId, imageSource, imageEventId, state } of outcomes) {
    if (stored.names.has(imageId)) doubled.add(imageId);
    stored.names.add(imageId);
    if (imageSource === null) stored.earlier.add(imageId);
    if (imageEventId !== null) stored.eventIds.add(imageEventId);
    counts[state] += 1;
  }
  const missing = contents ? missingOf(contents, stored) : [];
  return { missing, doubled: [...doubled], ...counts };
}

interface Stored {
  readonly names: Set<string>;
  /** Names that an earlier version gave. */
  readonly earlier: Set<string>;
  readonly eventIds: Set<string>;
}

function missingOf(contents: TopicContents, { names, earlier, eventIds }: Stored): string[] {
  const named = new Set([...contents.images, ...contents.predictions, ...contents.letters]);
  const alone = [...contents.idsAlone].filter((id) => !named.has(id) && !eventIds.has(id));
  // A name of earlier versions is an id alone, and so counts only where such a version stored it.
  const isStored = (other: string) => (other.includes(' ') ? names : earlier).has(other);
  const isKnown = (name: string) => names.has(name) || contents.others.get(name)?.some(isStored);
  return [...named, ...alone].filter((name) => !isKnown(name));
}
