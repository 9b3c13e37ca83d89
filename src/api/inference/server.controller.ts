import { Controller, Get } from '@nestjs/common';
import { Contract, Tag } from '../../foundation/contract/contract.js';
import { UnavailableError } from '../../foundation/errors/app.error.js';
import { Public } from '../security/access.js';
import { ModelsService } from './models.service.js';
import { checkServerLive, checkServerReady, getServerMetadata, serverMetadata } from './server.contract.js';

/** The server as a whole, as the Open Inference Protocol defines it. */
@Tag('inference')
@Controller('v2')
export class ServerController {
  constructor(private readonly models: ModelsService) {}

  @Get()
  @Contract(getServerMetadata)
  metadata() {
    return serverMetadata;
  }

  @Get('health/live')
  @Public()
  @Contract(checkServerLive)
  live() {
    return { live: true };
  }

  @Get('health/ready')
  @Public()
  @Contract(checkServerReady)
  ready() {
    if (!this.models.ready)
      throw new UnavailableError('MODEL_UNAVAILABLE', 'not every model is loaded and answers');
    return { live: true, ready: true };
  }
}
