import { Controller, Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { wholeNumber } from '../../foundation/contract/fields.js';
import { InputPipe } from '../../foundation/contract/read-input.js';
import { DocumentDrift } from './drift.docs.js';
import { DriftService, type ModelDrift, usualLast } from './drift.service.js';

const driftQuery = z.strictObject({ last: wholeNumber(1, 10_000).default(usualLast) });
type DriftQuery = z.output<typeof driftQuery>;

/** Says whether a model's answers still look as they did when it was measured. */
@Controller('models/:name/drift')
export class DriftController {
  constructor(private readonly drift: DriftService) {}

  @Get()
  @DocumentDrift()
  show(
    @Param('name') name: string,
    @Query(new InputPipe(driftQuery)) { last }: DriftQuery,
  ): Promise<ModelDrift> {
    return this.drift.of(name, last);
  }
}
