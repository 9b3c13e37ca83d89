import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { LabelEvent } from '../../events/label.event.js';
import type { HandlerOptions } from '../../transport/nest/broker.strategy.js';
import { LabelsService } from './labels.service.js';

const storing = { stores: true } satisfies HandlerOptions;

/** Stores true labels from the broker; each is acknowledged once it is stored. */
@Controller()
export class LabelsConsumer {
  constructor(private readonly labels: LabelsService) {}

  @EventPattern<string>('labels', storing)
  give(@Payload() { source, imageSource, ...label }: LabelEvent): Promise<void> {
    return this.labels.give({ ...label, source, imageSource });
  }
}
