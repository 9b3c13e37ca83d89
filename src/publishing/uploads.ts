import type { Multipart } from '@fastify/multipart';
import sharp from 'sharp';
import type { ModelConfig } from '../config/config.js';
import { AppError, errorText, InvalidError } from '../errors/app.error.js';
import { badInput } from '../errors/input.pipe.js';
import { refuseTooManyBytes, refuseTooManyPixels } from '../events/image-limits.js';
import { type FileType, fileTypes, sniffFileType } from '../events/image-type.js';
import type { ImageBody } from '../events/image.event.js';
import { maxFiles } from './picture-bodies.js';

/** A request that may hold pictures. */
export interface UploadRequest {
  readonly body?: unknown;
  readonly headers: { readonly 'content-type'?: string };
  isMultipart?(): boolean;
  parts(): AsyncIterableIterator<Multipart>;
}

export interface Upload {
  /** As the client calls it; `picture` where it was the body itself. For people only: it is never a path. */
  readonly file: string;
  readonly body: Extract<ImageBody, { kind: 'file' }>;
}

/**
 * The pictures of a request, each checked by what its first bytes say it is, and by the size that its header declares,
 * before anything is decoded.
 *
 * @throws InvalidError that names the file: `UNSUPPORTED_CONTENT_TYPE`, `MESSAGE_TOO_LARGE`, `BAD_MESSAGE`;
 *   `BAD_REQUEST` when there is none or too many.
 */
export async function readUploads(request: UploadRequest, limits: ModelConfig): Promise<Upload[]> {
  const files = request.isMultipart?.() ? await filesOf(request) : bodyOf(request);
  if (files.length === 0) {
    throw badInput('file', undefined, `1 to ${maxFiles} pictures: ${fileTypes.join(', ')}`);
  }
  return Promise.all(files.map(({ file, bytes }) => readUpload(file, bytes, limits)));
}

interface File {
  readonly file: string;
  readonly bytes: Uint8Array;
}

async function filesOf(request: UploadRequest): Promise<File[]> {
  const files: File[] = [];
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') files.push({ file: nameOf(part.filename), bytes: await part.toBuffer() });
    }
  } catch (error) {
    throw refusedForm(error, files.length);
  }
  return files;
}

/** The form's limits speak of parts and bytes; whoever sent it knows files. */
function refusedForm(error: unknown, read: number): unknown {
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (code === 'FST_REQ_FILE_TOO_LARGE') {
    return new InvalidError('MESSAGE_TOO_LARGE', `file ${read + 1} is larger than MAX_IMAGE_BYTES`);
  }
  if (code === 'FST_FILES_LIMIT' || code === 'FST_PARTS_LIMIT') {
    return badInput('file', `more than ${maxFiles} files`, `1 to ${maxFiles} pictures`);
  }
  if (statusCode !== undefined && statusCode < 500) return error;
  return new InvalidError('BAD_REQUEST', `the form cannot be read: ${errorText(error)}`, { cause: error });
}

function bodyOf({ body }: UploadRequest): File[] {
  return Buffer.isBuffer(body) && body.length > 0 ? [{ file: 'picture', bytes: body }] : [];
}

const nameOf = (filename: string) => filename.slice(0, 200) || 'picture';

async function readUpload(file: string, bytes: Uint8Array, limits: ModelConfig): Promise<Upload> {
  try {
    refuseTooManyBytes(bytes.length, limits);
    const type = sniffFileType(bytes);
    const contentType = fileTypes.find((known): known is FileType => known === type);
    if (!contentType) {
      throw new InvalidError('UNSUPPORTED_CONTENT_TYPE', `is no picture; allowed: ${fileTypes.join(', ')}`);
    }
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    refuseTooManyPixels(width, height, limits.maxImagePixels);
    return { file, body: { kind: 'file', contentType, bytes } };
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'BAD_MESSAGE';
    const details = { ...(error instanceof AppError && error.details), field: 'file', value: file };
    throw new InvalidError(code, `${JSON.stringify(file)}: ${errorText(error)}`, { cause: error, details });
  }
}
