import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Readable } from 'node:stream';
import { AppError, errorText, InvalidError, UnavailableError } from '../foundation/errors/app.error.js';
import { objectUri, type ObjectPlace } from '../events/picture-reference.js';
import {
  collect,
  failureOfStatus,
  heldFailure,
  type ObjectStore,
  type ReadLimits,
  UnreadablePicture,
} from './store.js';

/** The region of a server that has none. */
const anyRegion = 'us-east-1';

/** Pictures in S3, or in another store that speaks its protocol, with the credentials that Amazon's libraries find. */
export class S3Store implements ObjectStore {
  private readonly client: S3Client;

  /**
   * @param endpoint undefined: Amazon's own. Others rarely have a name for each bucket, so it is a part of the path there.
   * @param region Default: as Amazon's libraries find it.
   */
  constructor(endpoint: string | undefined, region: string | undefined) {
    const known = region ?? (endpoint === undefined ? undefined : anyRegion);
    this.client = new S3Client({
      // Messages are tried again by the delivery, which also says so.
      maxAttempts: 1,
      followRegionRedirects: true,
      ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
      ...(known !== undefined && { region: known }),
    });
  }

  async read(place: ObjectPlace, { maxBytes, signal }: ReadLimits): Promise<Uint8Array> {
    const what = objectUri(place);
    const { bucket, object, version, etag } = place;
    const wanted = new GetObjectCommand({
      Bucket: bucket,
      Key: object,
      VersionId: version,
      // Records have it without the quotation marks of HTTP.
      IfMatch: etag === undefined ? undefined : `"${etag.replaceAll('"', '')}"`,
    });
    try {
      const { Body: body, ContentLength: size } = await this.client.send(wanted, { abortSignal: signal });
      const stream = body as unknown as Readable;
      try {
        return await collect(what, stream as AsyncIterable<Buffer>, size, maxBytes);
      } finally {
        stream.destroy();
      }
    } catch (error) {
      throw signal.aborted ? signal.reason : failureOf(what, error);
    }
  }

  async write(place: Parameters<ObjectStore['write']>[0], bytes: Uint8Array, contentType: string) {
    const { bucket, object } = place;
    const put = {
      Bucket: bucket,
      Key: object,
      Body: bytes,
      ContentLength: bytes.length,
      ContentType: contentType,
    };
    try {
      const { VersionId: version, ETag: etag } = await this.client.send(new PutObjectCommand(put));
      return { version, etag: etag?.replaceAll('"', '') };
    } catch (error) {
      throw heldFailure(failureOf(objectUri({ ...place, version: undefined }), error));
    }
  }

  close(): void {
    this.client.destroy();
  }
}

/** Other answers with 404 are about the bucket or the account. */
const gone = ['NoSuchKey', 'NoSuchVersion', 'NotFound', 'PreconditionFailed'];

function failureOf(what: string, error: unknown): unknown {
  if (error instanceof AppError) return error;
  const { name, text } = described(error);
  const why = `${what}: ${text}`;
  const status = statusOf(error);
  if (gone.includes(name)) return new InvalidError('PICTURE_GONE', why, { cause: error });
  if (name === 'CredentialsProviderError' || (status === 404 && name !== 'NoSuchBucket')) {
    return new UnreadablePicture('STORAGE_REFUSED', why, { cause: error });
  }
  if (status === undefined || status === 404) {
    return new UnavailableError('STORAGE_UNAVAILABLE', why, { cause: error });
  }
  return failureOfStatus(what, status, text);
}

function described(error: unknown): { readonly name: string; readonly text: string } {
  const name = error instanceof Error ? error.name : '';
  return { name, text: [name, errorText(error)].filter((part) => part !== '').join(': ') };
}

/** Also of an answer that is no XML, such as a proxy's: the library then throws an error of its parser. */
function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('$metadata' in error)) return undefined;
  return (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode;
}
