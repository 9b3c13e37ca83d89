import { Controller, Get, Inject } from '@nestjs/common';
import { brokerNames } from '../../transport/drivers/index.js';
import { Contract, Tag } from '../../foundation/contract/contract.js';
import { BROKERS, type Brokers } from '../../events/transport.module.js';
import { type BrokerReport, listBrokers } from './brokers.contract.js';

/** Lists the brokers and their states. */
@Tag('brokers')
@Controller('brokers')
export class BrokersController {
  constructor(@Inject(BROKERS) private readonly brokers: Brokers) {}

  @Get()
  @Contract(listBrokers)
  list(): BrokerReport[] {
    const [first] = this.brokers.keys();
    return brokerNames().map((name) => {
      const broker = this.brokers.get(name);
      return { name, enabled: broker !== undefined, default: name === first, ...broker?.status };
    });
  }
}
