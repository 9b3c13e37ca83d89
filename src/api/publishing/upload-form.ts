import type { IncomingMessage } from 'node:http';
import type { Multipart, MultipartFile } from '@fastify/multipart';
import type { Config } from '../../foundation/config/config.js';
import { AppError, errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { badInput } from '../../foundation/contract/read-input.js';
import { maxFiles } from './picture-bodies.js';

const mostNameCharacters = 200;

export interface UploadedFile {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** It has more than `MAX_IMAGE_BYTES`; the bytes are those before. */
  readonly isTooLarge?: boolean;
}

export interface FormRequest {
  readonly raw: IncomingMessage;
  parts(): AsyncIterableIterator<Multipart>;
}

interface UploadForm {
  readonly files: readonly UploadedFile[];
  /** The other fields. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * The files and fields of a form.
 *
 * @throws InvalidError `BAD_REQUEST` for a form that is broken or has more than 100 files; `MESSAGE_TOO_LARGE` for one
 *   over `MAX_BODY_BYTES`, or with a too large file where the form's length is not announced.
 */
export async function readForm(
  request: FormRequest,
  { model, http }: Pick<Config, 'model' | 'http'>,
): Promise<UploadForm> {
  const files: UploadedFile[] = [];
  const fields: Record<string, unknown> = {};
  let sizeBytes = 0;
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        const { fieldname, value } = part;
        Object.defineProperty(fields, fieldname, { value, enumerable: true, configurable: true });
        continue;
      }
      const file = await readFile(part, request.raw, model.maxImageBytes);
      sizeBytes += file.bytes.length;
      if (sizeBytes > http.maxBodyBytes) {
        const text = `the form is larger than MAX_BODY_BYTES=${http.maxBodyBytes}`;
        throw new InvalidError('MESSAGE_TOO_LARGE', text);
      }
      files.push(file);
    }
  } catch (error) {
    throw refusedForm(error);
  }
  return { files, fields };
}

/** The text says it of the file. */
export const fileTooLarge = (maxImageBytes: number): InvalidError =>
  new InvalidError('MESSAGE_TOO_LARGE', `is larger than MAX_IMAGE_BYTES=${maxImageBytes}`);

/** The failure of a named file, with its name. */
export function failureOfFile(file: string, error: unknown): InvalidError {
  const { code, details } = error instanceof AppError ? error : { code: 'BAD_MESSAGE' as const, details: {} };
  const text = `${JSON.stringify(file)}: ${errorText(error)}`;
  return new InvalidError(code, text, { cause: error, details: { ...details, field: 'file', value: file } });
}

async function readFile(part: MultipartFile, { headers }: IncomingMessage, maxImageBytes: number) {
  const file = part.filename.slice(0, mostNameCharacters) || 'picture';
  part.file.once('limit', () => {
    // Nothing else would end the reading of a file whose length nobody announced.
    if (headers['content-length'] === undefined) {
      part.file.destroy(failureOfFile(file, fileTooLarge(maxImageBytes)));
    }
  });
  const bytes = await part.toBuffer();
  return { file, bytes, isTooLarge: part.file.truncated };
}

/** The form library's limits speak of parts and bytes; the sender knows files. */
function refusedForm(error: unknown): unknown {
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT') {
    return badInput('file', `more than ${maxFiles} files`, `1 to ${maxFiles} pictures`);
  }
  if (error instanceof AppError || (statusCode !== undefined && statusCode < 500)) return error;
  return new InvalidError('BAD_REQUEST', `the form cannot be read: ${errorText(error)}`, { cause: error });
}
