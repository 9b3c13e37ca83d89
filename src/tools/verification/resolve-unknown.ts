import type { ServiceClient, UnknownImage, RequestWithUnknown } from './service.client.js';
import type { TopicReader } from './topic-reader.js';

const readTimeoutMs = 600_000;
const idsPerCall = 1_000;

/** What a look at the brokers made of the unknown images. */
export interface ResolvedImages {
  accepted: number;
  forgotten: number;
  /** Images that stay unknown, by the reason. */
  readonly kept: Map<string, number>;
}

interface Unknown {
  readonly request: RequestWithUnknown;
  readonly images: readonly UnknownImage[];
}

/**
 * Looks for unknown images in the topics, and reports to the service what was found. An image that is not there is
 * forgotten only where everything since it was made could be read.
 *
 * @param requestId default: the images of all requests.
 */
export async function resolveUnknown(
  service: ServiceClient,
  readers: readonly TopicReader[],
  requestId?: string,
): Promise<ResolvedImages> {
  const resolved: ResolvedImages = { accepted: 0, forgotten: 0, kept: new Map() };
  // The list comes first, so that the end of each topic is read after its images were made.
  const unknown = await listUnknown(service, requestId);
  for (const reader of readers) {
    const own = unknown.filter(({ request }) => request.broker === reader.name);
    if (own.length > 0) await resolveAt(reader, own, { service, resolved });
  }
  const names = new Set(readers.map(({ name }) => name));
  for (const { request, images } of unknown)
    if (!names.has(request.broker ?? ''))
      keep(resolved, `the service does not speak ${request.broker}`, images.length);
  return resolved;
}

async function listUnknown(service: ServiceClient, requestId: string | undefined): Promise<Unknown[]> {
  const listed: Unknown[] = [];
  for (const request of await service.unknownRequests()) {
    if (requestId !== undefined && request.requestId !== requestId) continue;
    const images: UnknownImage[] = [];
    for await (const image of service.unknownImages(request.requestId)) images.push(image);
    listed.push({ request, images });
  }
  return listed;
}

interface Work {
  readonly service: ServiceClient;
  readonly resolved: ResolvedImages;
}

async function resolveAt(reader: TopicReader, unknown: readonly Unknown[], work: Work): Promise<void> {
  const contents = await reader.read(readTimeoutMs);
  const [logId, completeSince] = [await reader.logId(), await reader.completeSince()];
  for (const { request, images } of unknown) {
    const atBroker: UnknownImage[] = [];
    const absent: UnknownImage[] = [];
    for (const image of images) {
      const isThere = contents.images.has(image.imageId);
      const why = isThere ? undefined : whyUncertain(image, { reader, request, logId, completeSince });
      if (why === undefined) (isThere ? atBroker : absent).push(image);
      else keep(work.resolved, why, 1);
    }
    await report(request.requestId, { atBroker, absent }, work);
  }
}

interface Look {
  readonly reader: TopicReader;
  readonly request: RequestWithUnknown;
  readonly logId: string | undefined;
  readonly completeSince: Date;
}

/** Why nobody can say that an image, which was not found, was never sent; undefined where that is certain. */
function whyUncertain(
  { createdAt }: UnknownImage,
  { reader: { name }, request, logId, completeSince }: Look,
): string | undefined {
  const wayOut = 'wait for their outcomes, or use seamline resolve';
  if (request.logId !== (logId ?? null))
    return `they were for another log of ${name}, or an earlier version published them: ${wayOut}`;
  if (new Date(createdAt) >= completeSince) return undefined;
  return logId === undefined
    ? `${name} shows nothing of what was published before this command: ${wayOut}`
    : `${name} has removed messages since they were made: ${wayOut}`;
}

async function report(
  requestId: string,
  found: { readonly atBroker: readonly UnknownImage[]; readonly absent: readonly UnknownImage[] },
  { service, resolved }: Work,
): Promise<void> {
  const most = Math.max(found.atBroker.length, found.absent.length);
  for (let at = 0; at < most; at += idsPerCall) {
    const part = (images: readonly UnknownImage[]) =>
      images.slice(at, at + idsPerCall).map(({ imageId }) => imageId);
    const findings = { atBroker: part(found.atBroker), absent: part(found.absent) };
    const answer = await service.resolve(requestId, findings);
    if (typeof answer === 'string') keep(resolved, answer, findings.atBroker.length + findings.absent.length);
    else {
      resolved.accepted += answer.accepted;
      resolved.forgotten += answer.forgotten;
    }
  }
}

function keep({ kept }: ResolvedImages, why: string, images: number): void {
  kept.set(why, (kept.get(why) ?? 0) + images);
}
