import type { Config, ModelConfig } from '../../foundation/config/config.js';
import { AppError, errorText, InvalidError } from '../../foundation/errors/app.error.js';
import { badInput } from '../../foundation/contract/read-input.js';
import { refuseTooManyOfRequest } from '../../events/request-pixels.js';
import type { Share } from '../../foundation/concurrency/fair-turns.js';
import { fileTypes } from '../../events/image-type.js';
import type { PictureBody } from '../../events/picture-body.js';
import { maxFiles } from './picture-bodies.js';
import { readPicture } from './picture-file.js';
import { failureOfFile, fileTooLarge, type FormRequest, readForm, type UploadedFile } from './upload-form.js';

/** A request that may contain pictures. */
export interface UploadRequest extends FormRequest {
  readonly body?: unknown;
  readonly headers: { readonly 'content-type'?: string };
  isMultipart?(): boolean;
}

export interface Upload {
  /** The client's name of the file; `picture` where it was the body itself. For people only: it is never a path. */
  readonly file: string;
  readonly body: PictureBody;
}

/** A file of a form that is not published. */
interface RefusedUpload {
  readonly file: string;
  readonly code: string;
  readonly reason: string;
}

export interface Uploads {
  /** At least one. */
  readonly uploads: readonly Upload[];
  readonly refused: readonly RefusedUpload[];
  /** The other fields of the form. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * The pictures of a request. Each is checked by its first bytes, and by the size in its header, and all by their
 * pixels together, before anything is decoded. A bad file does not refuse the others.
 *
 * @throws InvalidError when no file is good, for the first: `UNSUPPORTED_CONTENT_TYPE`, `MESSAGE_TOO_LARGE`,
 *   `BAD_MESSAGE`, with all of them in `refused`; `BAD_REQUEST` when there is none or too many.
 */
export async function readUploads(
  request: UploadRequest,
  config: Pick<Config, 'model' | 'http'>,
  left?: AbortSignal,
): Promise<Uploads> {
  const { files, fields } = request.isMultipart?.()
    ? await readForm(request, config)
    : { files: bodyOf(request), fields: {} };
  if (files.length === 0) {
    throw badInput('file', undefined, `1 to ${maxFiles} pictures: ${fileTypes.join(', ')}`);
  }
  const share = { owner: request, signal: left };
  const read = await Promise.all(files.map((file) => readUpload(file, config.model, share)));
  const uploads = read.flatMap((one) => ('body' in one ? one : []));
  const failures = read.flatMap((one) => ('error' in one ? one : []));
  if (uploads.length === 0) throw allRefused(failures);
  refuseTooManyOfRequest(
    uploads.map(({ body }) => body),
    config.model.maxRequestPixels,
  );
  return { uploads, refused: failures.map(refusedOf), fields };
}

function bodyOf({ body }: UploadRequest): UploadedFile[] {
  return Buffer.isBuffer(body) && body.length > 0 ? [{ file: 'picture', bytes: body }] : [];
}

interface FailedUpload {
  readonly file: string;
  readonly error: unknown;
}

/** @throws the share's reason. */
async function readUpload(
  { file, bytes, isTooLarge }: UploadedFile,
  limits: ModelConfig,
  share: Share,
): Promise<Upload | FailedUpload> {
  try {
    if (isTooLarge) throw fileTooLarge(limits.maxImageBytes);
    return { file, body: await readPicture(bytes, limits, share) };
  } catch (error) {
    if (share.signal?.aborted) throw error;
    return { file, error };
  }
}

/** One file's failure is its request's; of several the first, beside the list of all. */
function allRefused(failures: readonly FailedUpload[]): InvalidError {
  const [{ file, error }] = failures as readonly [FailedUpload];
  const first = failureOfFile(file, error);
  if (failures.length === 1) return first;
  const details = { ...first.details, refused: failures.map(refusedOf) };
  return new InvalidError(first.code, first.message, { cause: error, details });
}

const refusedOf = ({ file, error }: FailedUpload): RefusedUpload => ({
  file,
  code: error instanceof AppError ? error.code : 'BAD_MESSAGE',
  reason: errorText(error),
});
