import { Controller, Get, StreamableFile } from '@nestjs/common';
import { Readable } from 'node:stream';
import { Contract, Input, Tag } from '../../foundation/contract/contract.js';
import type { InputOf } from '../../foundation/contract/endpoint.js';
import { csvHead, csvOf } from './csv.js';
import type { StoredPrediction } from './outcome-rows.js';
import { exportPredictionsAsCsv, exportPredictionsAsJsonLines } from './predictions.contract.js';
import { ResultsRepository } from './results.repository.js';

type Export = InputOf<typeof exportPredictionsAsCsv>;

/** Exports all matching predictions as a file, read from the database as fast as the client takes it. */
@Tag('results')
@Controller()
export class ExportController {
  constructor(private readonly results: ResultsRepository) {}

  @Get('predictions.csv')
  @Contract(exportPredictionsAsCsv)
  csv(@Input() { query }: Export): StreamableFile {
    const lines = linesOf(this.results.all(query), csvOf, csvHead);
    return download(lines, 'text/csv; charset=utf-8; header=present', 'predictions.csv');
  }

  @Get('predictions.ndjson')
  @Contract(exportPredictionsAsJsonLines)
  ndjson(@Input() { query }: Export): StreamableFile {
    const lines = linesOf(this.results.all(query), (prediction) => `${JSON.stringify(prediction)}\n`);
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
