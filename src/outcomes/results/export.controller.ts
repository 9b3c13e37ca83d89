import { Controller, Get, Res, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { type LongReply, OpenAnswers } from '../../foundation/answers/open-answers.js';
import { csvHead } from './csv.js';
import { asCsv, asJsonLines } from './export-lines.js';
import { ExportRepository } from './export.repository.js';
import { exportPredictionsAsCsv, exportPredictionsAsJsonLines } from './predictions.contract.js';

type Export = InputOf<typeof exportPredictionsAsCsv>;

/** Exports all matching predictions as a file, read from the database as fast as the client takes it. */
@Tag('results')
@Controller()
export class ExportController {
  constructor(
    private readonly exports: ExportRepository,
    private readonly open: OpenAnswers,
  ) {}

  @Get('predictions.csv')
  @Contract(exportPredictionsAsCsv)
  async csv(
    @Input() { query }: Export,
    @Res({ passthrough: true }) reply: LongReply,
  ): Promise<StreamableFile> {
    const lines = await this.exports.lines(query, asCsv, this.open.admit('export', reply));
    return download(lines, 'text/csv; charset=utf-8; header=present', 'predictions.csv', csvHead);
  }

  @Get('predictions.ndjson')
  @Contract(exportPredictionsAsJsonLines)
  async ndjson(
    @Input() { query }: Export,
    @Res({ passthrough: true }) reply: LongReply,
  ): Promise<StreamableFile> {
    const lines = await this.exports.lines(query, asJsonLines, this.open.admit('export', reply));
    return download(lines, 'application/x-ndjson', 'predictions.ndjson');
  }
}

function download(lines: AsyncGenerator<Uint8Array>, type: string, name: string, head = ''): StreamableFile {
  const stream = Readable.from(withHead(head, lines), { objectMode: false });
  return new StreamableFile(stream, { type, disposition: `attachment; filename="${name}"` });
}

async function* withHead(head: string, lines: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head !== '') yield Buffer.from(head);
  yield* lines;
}
