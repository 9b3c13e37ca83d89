import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { readInput } from '../../foundation/contract/read-input.js';
import { Needs } from '../security/access.js';
import { ModelsService } from './models.service.js';
import { readJson } from './read-json.js';

const indexBody = z.object({ ready: z.boolean('true or false').default(false) });
const loadBody = z.object({
  parameters: z
    .strictObject({ version: z.string('a version as text').optional() }, 'nothing but a version')
    .optional(),
});

/** The models' folder: what lies there, and what of it is loaded. */
@ApiTags('inference')
@Controller('v2/repository')
export class RepositoryController {
  constructor(private readonly models: ModelsService) {}

  @Post('index')
  @Needs('read')
  @HttpCode(200)
  @ApiOperation({ summary: 'Every version in the models folder, and whether it answers' })
  index(@Body() body: Uint8Array) {
    const { ready } = readInput(indexBody, readJson(body) ?? {});
    return this.models.index(ready);
  }

  @Post('models/:model/load')
  @HttpCode(200)
  @ApiOperation({ summary: 'Loads a version beside what answers: the newest, or that of parameters.version' })
  async load(@Param('model') model: string, @Body() body: Uint8Array) {
    const { parameters } = readInput(loadBody, readJson(body) ?? {});
    await this.models.load(model, parameters?.version);
    return {};
  }

  @Post('models/:model/unload')
  @HttpCode(200)
  @ApiOperation({ summary: 'Unloads a model that is none of MODELS' })
  async unload(@Param('model') model: string) {
    await this.models.unload(model);
    return {};
  }
}
