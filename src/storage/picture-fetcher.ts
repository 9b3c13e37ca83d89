import { setMaxListeners } from 'node:events';
import { type BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import type { Config } from '../foundation/config/config.js';
import { CONFIG } from '../foundation/config/config.module.js';
import { AppError, InvalidError } from '../foundation/errors/app.error.js';
import type { ImageBody } from '../events/image.event.js';
import type { ObjectPlace, PictureLocation, PictureReference } from '../events/picture-reference.js';
import { closingError, Door, type DoorOptions } from './door.js';
import { FileStore } from './file.store.js';
import { HostList } from './host-list.js';
import { HttpsStore } from './https.store.js';
import { openObjectStore } from './object.stores.js';
import { AllowedAddresses } from './public-addresses.js';
import type { Store } from './store.js';

export interface FetchedPicture {
  readonly body: ImageBody;
  /** Gives its turn back. Call it once, when the picture is no longer needed. */
  free(): void;
}

/** A picture that was asked for, and what became of it. */
export interface Fetch {
  readonly kind: PictureLocation['scheme'];
  /** `fetched`, or the code of the error. */
  readonly outcome: 'fetched' | 'unexpected' | AppError['code'];
  /** From its turn to the last byte, or to the failure; undefined where the store was not asked. */
  readonly seconds: number | undefined;
}

/** Fetches the pictures that events refer to, from the hosts, buckets and the folder of the settings, and no other. */
@Injectable()
export class PictureFetcher implements BeforeApplicationShutdown {
  private readonly closing = new AbortController();
  private readonly hosts: HostList;
  private readonly web: HttpsStore;
  private readonly opened = new Map<string, Door>();
  private observe: (fetch: Fetch) => void = () => undefined;
  private readonly objectStores = new Map<ObjectPlace['scheme'], Promise<Store<ObjectPlace>>>();

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'fetching' | 'model'>) {
    // Every picture that waits listens; Node would report a leak.
    setMaxListeners(0, this.closing.signal);
    const { hosts, privateNetworks, ca } = config.fetching;
    this.hosts = new HostList(hosts);
    this.web = new HttpsStore(this.hosts, new AllowedAddresses(privateNetworks), ca);
  }

  /** Of every place that was asked since the start. */
  get doors(): readonly Door[] {
    return [...this.opened.values()];
  }

  /**
   * Waits for a turn and fetches the picture.
   *
   * @param message the same object in each try.
   * @throws InvalidError `REFERENCE_REFUSED` for a place that the settings do not allow; else as `Door.read`, and as
   *   the reference's `bodyOf`.
   */
  async fetch({ place, bodyOf }: PictureReference, message: object): Promise<FetchedPicture> {
    const kind = place.scheme;
    let askedAt: number | undefined;
    const tell = (outcome: Fetch['outcome']) =>
      this.observe({ kind, outcome, seconds: askedAt && (performance.now() - askedAt) / 1000 });
    let free = () => {};
    try {
      const door = await this.doorTo(place);
      free = await door.turns.enter(this.closing.signal);
      askedAt = performance.now();
      const body = bodyOf(await door.read(place, message, this.closing.signal));
      tell('fetched');
      return { body, free };
    } catch (error) {
      free();
      // What the end of the service interrupts is fetched again.
      if (!this.closing.signal.aborted) tell(error instanceof AppError ? error.code : 'unexpected');
      throw error;
    }
  }

  /** Tells each picture that was asked for, from now on, to this observer alone. */
  observeWith(observe: (fetch: Fetch) => void): void {
    this.observe = observe;
  }

  /** Before the brokers wait for what is in work. */
  beforeApplicationShutdown(): void {
    this.closing.abort(closingError());
    this.web.close();
    for (const opening of this.objectStores.values()) {
      void opening.then((store) => store.close?.()).catch(() => undefined);
    }
  }

  private async doorTo(place: PictureLocation): Promise<Door> {
    const name = this.allowedName(place);
    const known = this.opened.get(name);
    if (known) return known;
    const store = (await this.storeOf(place)) as Store;
    const { atOnce, timeoutMs } = this.config.fetching;
    const { maxImageBytes: maxBytes } = this.config.model;
    // While the library was loaded, another message may have opened it.
    const door =
      this.opened.get(name) ?? new Door({ name, store, atOnce, maxBytes, timeoutMs, alone: aloneOf(place) });
    this.opened.set(name, door);
    return door;
  }

  /** @throws InvalidError `REFERENCE_REFUSED` */
  private allowedName(place: PictureLocation): string {
    const { buckets, folder } = this.config.fetching;
    if (place.scheme === 'https') return this.allowedHost(new URL(place.url));
    if (place.scheme === 'file') {
      if (folder !== undefined) return `file://${folder}`;
      throw refused('files are not read here', 'FETCH_FILES names the folder of those that are');
    }
    const name = `${place.scheme}://${place.bucket}`;
    if (buckets.includes(name)) return name;
    throw refused(`${name} is not read here`, 'FETCH_BUCKETS lists the buckets that are');
  }

  private allowedHost(url: URL): string {
    const entry = this.hosts.entryOf(url);
    if (entry === undefined) {
      throw refused(
        `nothing is fetched from ${url.host} here`,
        'FETCH_HOSTS lists the hosts that are allowed',
      );
    }
    this.web.refuseAddress(url.hostname);
    return `https://${entry}`;
  }

  private objectStoreOf(scheme: ObjectPlace['scheme']): Promise<Store<ObjectPlace>> {
    const known = this.objectStores.get(scheme);
    if (known) return known;
    const opening = openObjectStore(scheme, this.config.fetching);
    this.objectStores.set(scheme, opening);
    // The next try opens it again.
    opening.catch(() => this.objectStores.delete(scheme));
    return opening;
  }

  private storeOf(place: PictureLocation): Store<never> | Promise<Store<never>> {
    if (place.scheme === 'https') return this.web;
    if (place.scheme === 'file') return new FileStore(this.config.fetching.folder ?? '');
    return this.objectStoreOf(place.scheme);
  }
}

/** A cloud's own trouble does not depend on the object; a host may fail at one address for ever. */
const aloneOf = ({ scheme }: PictureLocation): DoorOptions['alone'] =>
  scheme === 'https' || scheme === 'file' ? ['STORAGE_REFUSED', 'STORAGE_UNAVAILABLE'] : ['STORAGE_REFUSED'];

const refused = (what: string, help: string) => new InvalidError('REFERENCE_REFUSED', `${what}; ${help}`);
