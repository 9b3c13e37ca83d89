import type { IncomingMessage } from 'node:http';
import type { Multipart } from '@fastify/multipart';
import type { Config, ModelConfig } from '../../foundation/config/config.js';
import { AppError, errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { badInput } from '../../foundation/contract/read-input.js';
import { refuseTooManyOfRequest } from '../../events/request-pixels.js';
import type { Share } from '../../foundation/concurrency/fair-turns.js';
import { fileTypes } from '../../events/image-type.js';
import { maxFiles } from './picture-bodies.js';
import { type PictureBody, readPicture } from './picture-file.js';

const mostNameCharacters = 200;

/** A request that may contain pictures. */
export interface UploadRequest {
  readonly body?: unknown;
  readonly headers: { readonly 'content-type'?: string };
  readonly raw: IncomingMessage;
  isMultipart?(): boolean;
  parts(): AsyncIterableIterator<Multipart>;
}

export interface Upload {
  /** The client's name of the file; `picture` where it was the body itself. For people only: it is never a path. */
  readonly file: string;
  readonly body: PictureBody;
}

export interface Uploads {
  readonly uploads: readonly Upload[];
  /** The other fields of the form. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * The pictures of a request. Each is checked by its first bytes, and by the size in its header, and all by their
 * pixels together, before anything is decoded.
 *
 * @throws InvalidError that names the file: `UNSUPPORTED_CONTENT_TYPE`, `MESSAGE_TOO_LARGE`, `BAD_MESSAGE`;
 *   `BAD_REQUEST` when there is none or too many.
 */
export async function readUploads(
  request: UploadRequest,
  { model, http }: Pick<Config, 'model' | 'http'>,
  left?: AbortSignal,
): Promise<Uploads> {
  const { files, fields } = request.isMultipart?.()
    ? await readForm(request, model.maxImageBytes, http.maxBodyBytes)
    : { files: bodyOf(request), fields: {} };
  if (files.length === 0) {
    throw badInput('file', undefined, `1 to ${maxFiles} pictures: ${fileTypes.join(', ')}`);
  }
  const share = { owner: request, signal: left };
  const uploads = await Promise.all(files.map((file) => readUpload(file, model, share)));
  refuseTooManyOfRequest(
    uploads.map(({ body }) => body),
    model.maxRequestPixels,
  );
  return { uploads, fields };
}

interface File {
  readonly file: string;
  readonly bytes: Uint8Array;
}

async function readForm(request: UploadRequest, maxFileBytes: number, maxFormBytes: number) {
  const files: File[] = [];
  const fields: Record<string, unknown> = {};
  let sizeBytes = 0;
  let name = '';
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        Object.defineProperty(fields, part.fieldname, {
          value: part.value,
          enumerable: true,
          configurable: true,
        });
        continue;
      }
      name = part.filename.slice(0, mostNameCharacters) || 'picture';
      const bytes = await part.toBuffer();
      sizeBytes += bytes.length;
      if (sizeBytes > maxFormBytes) {
        throw new InvalidError('MESSAGE_TOO_LARGE', `the form is larger than MAX_BODY_BYTES=${maxFormBytes}`);
      }
      files.push({ file: name, bytes });
    }
  } catch (error) {
    throw refusedForm(error, name, maxFileBytes);
  }
  return { files, fields };
}

/** The form library's limits speak of parts and bytes; the sender knows files. */
function refusedForm(error: unknown, file: string, maxFileBytes: number): unknown {
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (code === 'FST_REQ_FILE_TOO_LARGE') {
    const text = `${JSON.stringify(file)} is larger than MAX_IMAGE_BYTES=${maxFileBytes}`;
    return new InvalidError('MESSAGE_TOO_LARGE', text, { details: { field: 'file', value: file } });
  }
  if (code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT') {
    return badInput('file', `more than ${maxFiles} files`, `1 to ${maxFiles} pictures`);
  }
  if (error instanceof AppError || (statusCode !== undefined && statusCode < 500)) return error;
  return new InvalidError('BAD_REQUEST', `the form cannot be read: ${errorText(error)}`, { cause: error });
}

function bodyOf({ body }: UploadRequest): File[] {
  return Buffer.isBuffer(body) && body.length > 0 ? [{ file: 'picture', bytes: body }] : [];
}

async function readUpload({ file, bytes }: File, limits: ModelConfig, share: Share): Promise<Upload> {
  try {
    return { file, body: await readPicture(bytes, limits, share) };
  } catch (error) {
    if (share.signal?.aborted) throw error;
    const code = error instanceof AppError ? error.code : 'BAD_MESSAGE';
    const details = { ...(error instanceof AppError && error.details), field: 'file', value: file };
    throw new InvalidError(code, `${JSON.stringify(file)}: ${errorText(error)}`, { cause: error, details });
  }
}
