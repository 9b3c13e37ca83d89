import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import type { DeadLetterRow } from '../database/schema.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { InputPipe } from '../../foundation/contract/read-input.js';
import { payloadOfRow } from './dead-letter.rows.js';
import { type DeadLetterDetails, type DeadLetterSummary, detailsOf, summaryOf } from './dead-letter.view.js';
import { detailsExample, summaryExample } from './dead-letters.examples.js';
import { idParameter, pageQuery } from './dead-letters.query.js';
import { type DeadLetterPage, DeadLettersRepository } from './dead-letters.repository.js';
import { unknownLetter } from './replays.repository.js';

/** Shows what failed. */
@ApiTags('dead letters')
@Controller('dead-letters')
export class DeadLettersController {
  constructor(private readonly letters: DeadLettersRepository) {}

  @Get()
  @ApiOperation({ summary: 'Dead letters, newest first' })
  @ApiQuery({ name: 'topic', required: false, description: 'The topic that the messages came from' })
  @ApiQuery({ name: 'code', required: false, description: 'Why they failed, such as BAD_MESSAGE' })
  @ApiQuery({ name: 'request', required: false, description: 'The id of the request that they belong to' })
  @ApiQuery({ name: 'limit', required: false, schema: { type: 'integer', default: 100, maximum: 1000 } })
  @ApiQuery({ name: 'before', required: false, description: 'Only those with a smaller id: the next page' })
  @ApiOkResponse({ schema: { example: [summaryExample] } })
  async list(@Query(new InputPipe(pageQuery)) query: DeadLetterPage): Promise<DeadLetterSummary[]> {
    return (await this.letters.page(query)).map(summaryOf);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Everything about a dead letter: headers, payload as base64, where it came from' })
  @ApiOkResponse({ schema: { example: detailsExample } })
  @ApiNotFoundResponse({ description: 'No dead letter has this id' })
  async show(@Param('id', new InputPipe(idParameter)) id: number): Promise<DeadLetterDetails> {
    return detailsOf(await this.find(id));
  }

  /** A stranger's bytes: to be saved, never to be rendered in our name. */
  @Get(':id/payload')
  @Header('x-content-type-options', 'nosniff')
  @Header('content-security-policy', "default-src 'none'; sandbox")
  @ApiOperation({ summary: 'The payload of a dead letter, byte for byte' })
  @ApiNotFoundResponse({ description: 'No dead letter has this id, or its payload was too large to keep' })
  async payload(@Param('id', new InputPipe(idParameter)) id: number): Promise<StreamableFile> {
    const row = await this.find(id);
    const bytes = payloadOfRow(row);
    if (bytes === null && row.obstacle !== null) {
      throw new InvalidError('NOT_FOUND', `dead letter ${id} has no payload: ${row.obstacle}`);
    }
    return new StreamableFile(bytes ?? new Uint8Array(), {
      type: 'application/octet-stream',
      disposition: `attachment; filename="dead-letter-${id}.bin"`,
      length: bytes?.length ?? 0,
    });
  }

  private async find(id: number): Promise<DeadLetterRow> {
    const row = await this.letters.find(id);
    if (!row) throw unknownLetter(id);
    return row;
  }
}
