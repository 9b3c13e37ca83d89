import { Injectable } from '@nestjs/common';
import { Registry } from 'prom-client';
import { PictureFetcher } from '../../storage/picture-fetcher.js';
import { registerGauge } from './gauge.js';

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
  }
}
