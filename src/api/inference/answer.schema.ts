import { z } from 'zod';

/** An answer of the Open Inference Protocol, or its JSON part where binary tensors follow it. */
export const inferenceAnswerSchema = z.object({
  model_name: z.string(),
  model_version: z.string(),
  id: z.string().optional(),
  outputs: z.array(
    z.object({
      name: z.string(),
      datatype: z.enum(['FP32', 'INT32', 'BYTES']),
      shape: z.array(z.int().nonnegative()),
      parameters: z.object({ binary_data_size: z.int().nonnegative() }).optional(),
      data: z.array(z.union([z.number(), z.string()])).optional(),
    }),
  ),
});
