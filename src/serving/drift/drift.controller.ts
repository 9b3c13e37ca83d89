import { Controller, Get } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { getModelDrift } from './drift.contract.js';
import type { ModelDrift } from './drift.schema.js';
import { DriftService } from './drift.service.js';

/** Reports whether a model's answers still look as they did when it was measured. */
@Tag('models')
@Controller('models/:name/drift')
export class DriftController {
  constructor(private readonly drift: DriftService) {}

  @Get()
  @Contract(getModelDrift)
  show(@Input() { params: { name }, query: { last } }: InputOf<typeof getModelDrift>): Promise<ModelDrift> {
    return this.drift.of(name, last);
  }
}
