import { Injectable } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { type Fetch, PictureFetcher } from '../../storage/picture-fetcher.js';
import { secondsBuckets } from './buckets.js';
import { registerGauge } from './gauge.js';
import { Histogram } from './histogram.js';

/** The buckets, hosts and folders that pictures of events are fetched from. */
@Injectable()
export class StorageMetrics {
  constructor(registry: Registry, fetcher: PictureFetcher) {
    const labels = ['store'];
    registerGauge(
      registry,
      {
        name: 'seamline_storage_up',
        help: 'Whether a store gave the last picture that was asked for',
        labels,
      },
      () => fetcher.doors.map(({ name, trouble }) => ({ labels: { store: name }, value: trouble ? 0 : 1 })),
    );
    registerGauge(
      registry,
      { name: 'seamline_storage_pictures_waiting', help: 'Pictures that wait to be fetched', labels },
      () => fetcher.doors.map(({ name, turns }) => ({ labels: { store: name }, value: turns.waiting })),
    );
    fetcher.observeWith(fetchMetrics(registry));
  }
}

/** Counts and times by the kind of the store, which is one of four. */
function fetchMetrics(registry: Registry): (fetch: Fetch) => void {
  const fetches = new Counter({
    name: 'seamline_storage_fetches_total',
    help: 'Pictures that events refer to, each try, by what became of it',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  const duration = new Histogram({
    name: 'seamline_storage_fetch_seconds',
    help: 'From the request for a picture until its last byte, or until it failed',
    buckets: secondsBuckets,
    registry,
  });
  const ofKind = {
    gs: duration.of({ kind: 'gs' }),
    s3: duration.of({ kind: 's3' }),
    https: duration.of({ kind: 'https' }),
    file: duration.of({ kind: 'file' }),
  };
  return ({ kind, outcome, seconds }) => {
    fetches.inc({ kind, outcome });
    if (seconds !== undefined) ofKind[kind].observe(seconds);
  };
}
