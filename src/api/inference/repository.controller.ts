import { Controller, Post } from '@nestjs/common';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { Needs } from '../security/access.js';
import { ModelsService } from './models.service.js';
import { listRepositoryModels, loadModel, type RepositoryEntry, unloadModel } from './repository.contract.js';

/** The models' folder: its content, and which models of it are loaded. */
@Tag('inference')
@Controller('v2/repository')
export class RepositoryController {
  constructor(private readonly models: ModelsService) {}

  @Post('index')
  @Needs('read')
  @Contract(listRepositoryModels)
  index(@Input() { body: { ready } }: InputOf<typeof listRepositoryModels>): Promise<RepositoryEntry[]> {
    return this.models.index(ready);
  }

  @Post('models/:model/load')
  @Contract(loadModel)
  async load(@Input() { params: { model }, body: { parameters } }: InputOf<typeof loadModel>) {
    await this.models.load(model, parameters?.version);
    return {};
  }

  @Post('models/:model/unload')
  @Contract(unloadModel)
  async unload(@Input() { params: { model } }: InputOf<typeof unloadModel>) {
    await this.models.unload(model);
    return {};
  }
}
