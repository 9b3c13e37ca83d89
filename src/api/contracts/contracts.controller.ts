import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Config } from '../../foundation/config/config.js';
import { CONFIG } from '../../foundation/config/config.module.js';
import { programVersion } from '../../foundation/config/program-version.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { quoted } from '../../foundation/errors/quoted.js';
import { asyncApiDocument } from './asyncapi.js';
import { type JsonSchema, servedSchemas } from './event-schemas.js';

/** What other programs may rely on, in the forms that their tools read. */
@ApiTags('contracts')
@Controller()
export class ContractsController {
  private readonly schemas = servedSchemas();

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get('asyncapi.json')
  @ApiOperation({ summary: 'AsyncAPI 3 of all topics: messages, headers and bindings' })
  asyncApi() {
    return asyncApiDocument(this.config, programVersion);
  }

  @Get('schemas')
  @ApiOperation({ summary: 'The JSON Schemas of the events' })
  list(): string[] {
    return [...this.schemas.keys()].map((file) => `/schemas/${file}`);
  }

  @Get('schemas/:file')
  @ApiOperation({ summary: 'The JSON Schema (draft 7) of an event’s data or headers' })
  schema(@Param('file') file: string): JsonSchema {
    const schema = this.schemas.get(file);
    if (schema) return schema;
    const text = `there is no schema ${quoted(file)}; there are: ${[...this.schemas.keys()].join(', ')}`;
    throw new InvalidError('NOT_FOUND', text);
  }
}
