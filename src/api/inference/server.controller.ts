import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { UnavailableError } from '../../foundation/errors/app.error.js';
import { Public } from '../security/access.js';
import { ModelsService, serverMetadata } from './models.service.js';

/** The server as a whole, as the Open Inference Protocol asks for it. */
@ApiTags('inference')
@Controller('v2')
export class ServerController {
  constructor(private readonly models: ModelsService) {}

  @Get()
  @ApiOperation({ summary: 'Name, version and extensions of this server' })
  @ApiOkResponse({ schema: { example: serverMetadata } })
  metadata() {
    return serverMetadata;
  }

  @Get('health/live')
  @Public()
  @ApiOperation({ summary: 'Whether the process answers' })
  live() {
    return { live: true };
  }

  @Get('health/ready')
  @Public()
  @ApiOperation({ summary: 'Whether every model answers' })
  ready() {
    if (!this.models.ready)
      throw new UnavailableError('MODEL_UNAVAILABLE', 'not every model is loaded and answers');
    return { live: true, ready: true };
  }
}
