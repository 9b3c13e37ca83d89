import { Controller, Get, Header, StreamableFile } from '@nestjs/common';
import type { DeadLetterRow } from '../database/schema.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { payloadOfRow } from './dead-letter.rows.js';
import { type DeadLetterDetails, type DeadLetterSummary, detailsOf, summaryOf } from './dead-letter.view.js';
import { downloadDeadLetterPayload, getDeadLetter, listDeadLetters } from './dead-letters.contract.js';
import { DeadLettersRepository } from './dead-letters.repository.js';
import { unknownLetter } from './replays.repository.js';

/** Lists and shows dead letters. */
@Tag('dead letters')
@Controller('dead-letters')
export class DeadLettersController {
  constructor(private readonly letters: DeadLettersRepository) {}

  @Get()
  @Contract(listDeadLetters)
  async list(@Input() { query }: InputOf<typeof listDeadLetters>): Promise<DeadLetterSummary[]> {
    return (await this.letters.page(query)).map(summaryOf);
  }

  @Get(':id')
  @Contract(getDeadLetter)
  async show(@Input() { params }: InputOf<typeof getDeadLetter>): Promise<DeadLetterDetails> {
    return detailsOf(await this.find(params.id));
  }

  /** A stranger's bytes: browsers must save them, never render them as ours. */
  @Get(':id/payload')
  @Header('x-content-type-options', 'nosniff')
  @Header('content-security-policy', "default-src 'none'; sandbox")
  @Contract(downloadDeadLetterPayload)
  async payload(
    @Input() { params: { id } }: InputOf<typeof downloadDeadLetterPayload>,
  ): Promise<StreamableFile> {
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
