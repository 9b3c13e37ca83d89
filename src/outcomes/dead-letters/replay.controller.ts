import { Controller, Post } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { replayDeadLetter, replayDeadLetters } from './dead-letters.contract.js';
import { type Replayed, type ReplayReport, ReplayService } from './replay.service.js';

/** Publishes dead letters again. */
@Tag('dead letters')
@Controller('dead-letters')
export class ReplayController {
  constructor(private readonly replays: ReplayService) {}

  @Post('replay')
  @Contract(replayDeadLetters)
  replayAll(@Input() { body }: InputOf<typeof replayDeadLetters>): Promise<ReplayReport> {
    return this.replays.replayAll(body);
  }

  @Post(':id/replay')
  @Contract(replayDeadLetter)
  replay(@Input() { params }: InputOf<typeof replayDeadLetter>): Promise<Replayed> {
    return this.replays.replay(params.id);
  }
}
