import sharp from 'sharp';

/** A JPEG with soft shapes and grain, as a camera makes it. */
export async function photograph(width: number, height: number): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 120, sigma: 40 } as const;
  const shapes = { width: 8, height: 8, channels: 3, background: '#888', noise } as const;
  return sharp(await sharp({ create: shapes }).png().toBuffer())
    .resize(width, height, { fit: 'fill' })
    .jpeg({ quality: 85 })
    .toBuffer();
}
