import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { brokerNames } from '../../transport/drivers/index.js';
import type { BrokerStatus } from '../../transport/broker.js';
import { BROKERS, type Brokers } from '../../events/transport.module.js';

interface BrokerReport extends Partial<BrokerStatus> {
  readonly name: string;
  /** Whether this process speaks it; only then it has a state. */
  readonly enabled: boolean;
  /** Whether `/push-to-consumer` means this one. */
  readonly default: boolean;
}

const example: BrokerReport[] = [
  { name: 'embedded', enabled: true, default: true, state: 'connected' },
  { name: 'kafka', enabled: false, default: false },
  { name: 'pubsub', enabled: false, default: false },
];

/** Says which brokers there are and how they are. */
@ApiTags('brokers')
@Controller('brokers')
export class BrokersController {
  constructor(@Inject(BROKERS) private readonly brokers: Brokers) {}

  @Get()
  @ApiOperation({
    summary: 'Every broker that Seamline knows; those that this process speaks with their state',
  })
  @ApiOkResponse({ schema: { example } })
  list(): BrokerReport[] {
    const [first] = this.brokers.keys();
    return brokerNames().map((name) => {
      const broker = this.brokers.get(name);
      return { name, enabled: broker !== undefined, default: name === first, ...broker?.status };
    });
  }
}
