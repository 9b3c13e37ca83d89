import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { Fleet } from '../../../tools/chaos/fleet.js';
import { freePort } from '../../../tools/chaos/free-port.js';
import { RoleProcess } from '../../../tools/chaos/role-process.js';
import { readConfig } from '../../../src/configuration.js';
import type { RequestLedger } from '../../../src/outcomes/ledger/ledger.js';
import { ServiceClient } from '../../../src/tools/verification/service.client.js';
import { TopicReader } from '../../../src/tools/verification/topic-reader.js';
import { verify } from '../../../src/tools/verification/verify.js';
import { openRecount, type Recount } from '../../support/recount/open-recount.js';
import { type OnEnd, ownSettings } from '../../support/test-application.js';
import type { BrokerName } from '../../../src/transport/drivers/index.js';

const program = 'dist/main.js';
/** A killed member's messages wait for its session, or its lease, to end. */
const settleMs = 90_000;

/** A request whose images are on their way. */
export interface Pushed {
  readonly requestId: string;
  readonly images: number;
}

interface Parts {
  readonly fleet: Fleet;
  readonly client: ServiceClient;
  readonly reader: TopicReader;
  readonly recount: Recount;
  readonly settings: Readonly<Record<string, string>>;
  readonly folder: string;
}

/** The three roles as processes, and whoever checks what they have done. */
export class FaultyService {
  readonly fleet: Fleet;
  readonly client: ServiceClient;

  private constructor(private readonly parts: Parts) {
    this.fleet = parts.fleet;
    this.client = parts.client;
  }

  /** @param ways settings under which the roles, and only they, reach the broker. */
  static async start(
    broker: BrokerName,
    server: Readonly<Record<string, string>>,
    onEnd: OnEnd,
    ways: Readonly<Record<string, string>> = {},
  ): Promise<FaultyService> {
    const own: Record<string, string> = { ...(await ownSettings(onEnd)), BROKERS: broker, ...server };
    own['PORT'] = String(await freePort());
    const config = readConfig(own);
    const folder = String(own['DATA_DIR']);
    const settings = { ...own, ...ways };
    const fleet = new Fleet(program, settings, folder);
    onEnd(() => fleet.kill());
    // A server that has just started may be slow to answer for the first time.
    const reader = await vi.waitFor(() => TopicReader.open(broker, config), {
      timeout: settleMs,
      interval: 500,
    });
    onEnd(() => reader.close());
    const recount = await openRecount({ broker, topics: config.transport.topics, folder, settings: own });
    onEnd(() => recount.close());
    await fleet.start();
    const client = new ServiceClient(`http://127.0.0.1:${config.http.port}`);
    return new FaultyService({ fleet, client, reader, recount, settings, folder });
  }

  async push(images: number): Promise<Pushed> {
    const { requestId, accepted } = await this.client.push(0, images);
    expect(accepted).toBe(images);
    return { requestId, images };
  }

  /** Pushes images and resolves while some have their outcome and others have not. */
  async pushUntilUnderWay(images: number): Promise<Pushed> {
    const pushed = await this.push(images);
    await expect
      .poll(async () => (await this.ledgerOf(pushed)).predicted, { interval: 5, timeout: settleMs })
      .toBeGreaterThan(0);
    return pushed;
  }

  ledgerOf({ requestId }: Pushed): Promise<RequestLedger> {
    return this.client.request(requestId);
  }

  /** Waits until every image of the request is predicted; none may be dead. */
  async expectWhole(pushed: Pushed): Promise<void> {
    await expect
      .poll(() => this.ledgerOf(pushed), { interval: 100, timeout: settleMs })
      .toMatchObject({ predicted: pushed.images, inFlight: 0, pending: 0 });
    expect((await this.ledgerOf(pushed)).dead).toBe(0);
  }

  /** Holds everything that lies on the topics against everything that is stored. */
  async expectNothingLost(): Promise<void> {
    // Images that a killed api may or may not have sent are unknown, which is another matter.
    const account = async () => {
      const found = await verify(this.client, { topics: [this.parts.reader] });
      const { ledger, missing, doubled, lag } = found;
      return { missing, doubled, lag: lag ?? 0, inFlight: ledger.inFlight };
    };
    await expect
      .poll(account, { timeout: settleMs, interval: 250 })
      .toEqual({ missing: [], doubled: [], lag: 0, inFlight: 0 });
  }

  /** The same by raw reads of topics and tables, without the program’s code. */
  async expectRecounted(): Promise<void> {
    const differences = () => this.parts.recount.differences();
    await expect.poll(differences, { interval: 1_000, timeout: settleMs }).toEqual([]);
  }

  /** One more classifier of the same group. */
  async anotherClassifier(onEnd: OnEnd): Promise<RoleProcess> {
    const options = { program, settings: this.parts.settings, logFile: this.logOf('another') };
    const another = new RoleProcess('classifier', options);
    onEnd(() => another.kill());
    await another.start();
    return another;
  }

  /** What a process has printed: a role of the fleet, or `another`. */
  output(name: string): Promise<string> {
    return readFile(this.logOf(name), 'utf8');
  }

  private logOf(name: string): string {
    return join(this.parts.folder, `${name}.log`);
  }
}
