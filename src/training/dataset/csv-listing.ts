import { parse } from 'csv-parse/sync';
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { errorText } from '../../foundation/errors/app.error.js';
import { dataRefusal, type Listing } from './labelled-file.js';

interface Row {
  readonly record: readonly string[];
  readonly line: number;
}

const pathNames = ['path', 'file', 'filename', 'file_name', 'filepath', 'image', 'image_path'];
const labelNames = ['label', 'class', 'class_name', 'category', 'target'];

/**
 * Lists the pictures of a CSV of paths and labels (RFC 4180; commas, semicolons or tabs). A header names the columns in
 * any order; without one they are the first two. Paths are relative to the file. Labels are sorted.
 *
 * @throws InvalidError `BAD_CONFIG` for a file that is no CSV; for a row without a label, or a path without a file,
 *   with its line.
 */
export async function listCsv(source: string): Promise<Listing> {
  const rows = await rowsOf(source);
  const header = rows[0]?.record.map((name) => name.trim().toLowerCase()) ?? [];
  const at = { path: columnOf(header, pathNames), label: columnOf(header, labelNames) };
  const hasHeader = at.path >= 0 && at.label >= 0;
  const columns = hasHeader ? at : { path: 0, label: 1 };
  const files = (hasHeader ? rows.slice(1) : rows).map(({ record, line }) => {
    const [file, label] = [record[columns.path], record[columns.label]].map((text) => text?.trim());
    if (!file || !label)
      throw dataRefusal(source, `line ${line}: ${record.join(',')}: expected a path and a label`);
    const path = resolve(dirname(source), file);
    if (!isFile(path))
      throw dataRefusal(source, `line ${line}: ${file}: no such file; paths begin at the CSV's folder`);
    return { path, file, label };
  });
  return { files, labels: [...new Set(files.map(({ label }) => label))].toSorted(), skipped: [] };
}

async function rowsOf(source: string): Promise<Row[]> {
  try {
    const text = await readFile(source, 'utf8');
    const delimiter =
      [',', ';', '\t'].find((sign) => text.slice(0, text.indexOf('\n')).includes(sign)) ?? ',';
    const parsed = parse(text, {
      bom: true,
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    });
    return (parsed as unknown as { record: string[]; info: { lines: number } }[]).map(({ record, info }) => ({
      record,
      line: info.lines,
    }));
  } catch (cause) {
    throw dataRefusal(source, errorText(cause));
  }
}

const columnOf = (header: readonly string[], names: readonly string[]) =>
  header.findIndex((name) => names.includes(name));

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true;
