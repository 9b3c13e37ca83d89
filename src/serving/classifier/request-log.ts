import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { ImageEvent } from '../../events/image.event.js';

const quietMs = 1000;
const mostLabels = 10_000;

interface Request {
  readonly labels: { readonly index: number; readonly label: string }[];
  timer: NodeJS.Timeout;
}

/**
 * Logs the labels of each request as one list, ordered by image index, once no image of it has come for a second.
 * Several classifiers share a request's images; each logs its own part. Images without a request are not logged.
 */
@Injectable()
export class RequestLog implements OnApplicationShutdown {
  private readonly logger = new Logger(RequestLog.name);
  private readonly requests = new Map<string, Request>();

  add(
    { id, requestId, imageIndex }: Pick<ImageEvent, 'id' | 'requestId' | 'imageIndex'>,
    label: string,
  ): void {
    if (requestId === id) return;
    let request = this.requests.get(requestId);
    if (!request) {
      request = { labels: [], timer: setTimeout(() => this.print(requestId), quietMs) };
      this.requests.set(requestId, request);
    }
    request.timer.refresh();
    request.labels.push({ index: imageIndex ?? request.labels.length, label });
    if (request.labels.length >= mostLabels) this.print(requestId);
  }

  onApplicationShutdown(): void {
    for (const requestId of this.requests.keys()) this.print(requestId);
  }

  private print(requestId: string): void {
    const request = this.requests.get(requestId);
    if (!request) return;
    clearTimeout(request.timer);
    this.requests.delete(requestId);
    const labels = request.labels.toSorted((a, b) => a.index - b.index).map(({ label }) => label);
    this.logger.log(`request ${requestId}: ${labels.length} predictions: ${labels.join(', ')}`);
  }
}
