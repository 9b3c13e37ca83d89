import { Controller, Get, Inject } from '@nestjs/common';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { programVersion } from '../../foundation/config/program-version.js';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../foundation/errors/quoted.js';
import { asyncApiDocument } from './asyncapi.js';
import { getAsyncApiDocument, getSchema, listSchemas } from './contracts.contract.js';
import { type AsyncApiSchema, servedSchemas } from './event-schemas.js';

/** The contracts for other programs, in the forms that their tools read. */
@Tag('contracts')
@Controller()
export class ContractsController {
  private readonly schemas = servedSchemas();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get('asyncapi.json')
  @Contract(getAsyncApiDocument)
  asyncApi() {
    return asyncApiDocument(this.config, programVersion);
  }

  @Get('schemas')
  @Contract(listSchemas)
  list(): string[] {
    return [...this.schemas.keys()].map((file) => `/schemas/${file}`);
  }

  @Get('schemas/:file')
  @Contract(getSchema)
  schema(@Input() { params: { file } }: InputOf<typeof getSchema>): AsyncApiSchema {
    const schema = this.schemas.get(file);
    if (schema) return schema;
    const text = `there is no schema ${quoted(file)}; there are: ${[...this.schemas.keys()].join(', ')}`;
    throw new InvalidError('NOT_FOUND', text);
  }
}
