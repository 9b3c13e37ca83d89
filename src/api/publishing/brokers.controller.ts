import { Controller, Get, Inject } from '@nestjs/common';
import { brokerNames } from '../../transport/drivers/index.js';
import { Contract, Tag } from '../../foundation/contract/contract.js';
import { BROKERS, type Brokers } from '../../events/transport.module.js';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import type { Broker } from '../../transport/broker.js';
import { type BrokerReport, listBrokers } from './brokers.contract.js';
import { logIdOf } from './log-id.js';

/** Lists the brokers and their states. */
@Tag('brokers')
@Controller('brokers')
export class BrokersController {
  private readonly topic: string;

  constructor(
    @Inject(CONFIG) { transport }: Pick<Config, 'transport'>,
    @Inject(BROKERS) private readonly brokers: Brokers,
  ) {
    this.topic = transport.topics.images;
  }

  @Get()
  @Contract(listBrokers)
  list(): Promise<BrokerReport[]> {
    const [first] = this.brokers.keys();
    return Promise.all(
      brokerNames().map(async (name) => {
        const broker = this.brokers.get(name);
        const imagesLog = broker && (await this.imagesLog(broker));
        const report = { name, enabled: broker !== undefined, default: name === first };
        return { ...report, ...broker?.status, ...(imagesLog !== undefined && { imagesLog }) };
      }),
    );
  }

  private async imagesLog(broker: Broker): Promise<string | undefined> {
    return broker.status.state === 'connected' ? logIdOf(broker, this.topic) : undefined;
  }
}
