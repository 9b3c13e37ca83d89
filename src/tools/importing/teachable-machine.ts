import { join } from 'node:path';
import { z } from 'zod';
import { mistakesIn, readModelJson, unusable } from '../../serving/models/model-files.js';

const metadataSchema = z.object({
  labels: z.array(z.string().min(1)).min(1),
  modelName: z.string().optional(),
});

/** `metadata.json` beside `model.json`, as Teachable Machine downloads it. */
export type MetadataFile = z.output<typeof metadataSchema>;

/** @throws UnavailableError `MODEL_UNAVAILABLE` that names the field. */
export async function readMetadata(directory: string): Promise<MetadataFile> {
  const read = metadataSchema.safeParse(await readModelJson(directory, 'metadata.json'));
  if (read.success) return read.data;
  throw unusable(join(directory, 'metadata.json'), mistakesIn(read.error));
}
