import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import type { LabelEvent } from '../../events/label.event.js';
import { LabelsService } from './labels.service.js';

/** Takes true labels off the broker; each is acknowledged once it is stored. */
@Controller()
export class LabelsConsumer {
  constructor(private readonly labels: LabelsService) {}

  @EventPattern<string>('labels')
  give(@Payload() { source, ...label }: LabelEvent): Promise<void> {
    return this.labels.give({ ...label, source });
  }
}
