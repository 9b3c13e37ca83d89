import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import { InputPipe } from '../../foundation/contract/read-input.js';
import { csvHead, csvOf } from './csv.js';
import type { StoredPrediction } from './outcome-rows.js';
import type { PredictionFilter } from './prediction-filter.js';
import { DocumentFilters } from './results.docs.js';
import { exportQuery } from './results.query.js';
import { ResultsRepository } from './results.repository.js';

/** Everything that matches, as a file that is read from the database as fast as the client takes it. */
@ApiTags('results')
@Controller()
export class ExportController {
  constructor(private readonly results: ResultsRepository) {}

  @Get('predictions.csv')
  @ApiOperation({
    summary: 'All predictions that match, newest first, as CSV with a line of names first',
    description: 'Text that a spreadsheet would take for a formula begins with an apostrophe.',
  })
  @DocumentFilters()
  @ApiProduces('text/csv')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  csv(@Query(new InputPipe(exportQuery)) filter: PredictionFilter): StreamableFile {
    const lines = linesOf(this.results.all(filter), csvOf, csvHead);
    return download(lines, 'text/csv; charset=utf-8; header=present', 'predictions.csv');
  }

  @Get('predictions.ndjson')
  @ApiOperation({ summary: 'All predictions that match, newest first, one JSON object a line' })
  @DocumentFilters()
  @ApiProduces('application/x-ndjson')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  ndjson(@Query(new InputPipe(exportQuery)) filter: PredictionFilter): StreamableFile {
    const lines = linesOf(this.results.all(filter), (prediction) => `${JSON.stringify(prediction)}\n`);
    return download(lines, 'application/x-ndjson', 'predictions.ndjson');
  }
}

async function* linesOf(
  chunks: AsyncGenerator<StoredPrediction[]>,
  lineOf: (prediction: StoredPrediction) => string,
  head = '',
): AsyncGenerator<Buffer> {
  let text = head;
  for await (const chunk of chunks) {
    text += chunk.map(lineOf).join('');
    if (text.length > 0) yield Buffer.from(text);
    text = '';
  }
  if (text.length > 0) yield Buffer.from(text);
}

function download(lines: AsyncGenerator<Buffer>, type: string, name: string): StreamableFile {
  const stream = Readable.from(lines, { objectMode: false });
  return new StreamableFile(stream, { type, disposition: `attachment; filename="${name}"` });
}
