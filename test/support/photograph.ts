import sharp from 'sharp';

/**
 * A JPEG with soft shapes and fine grain: as large as a camera's file of this size, and as slow to decode.
 *
 * @param width and height are multiples of 8.
 */
export async function photograph(width: number, height: number): Promise<Buffer> {
  const drawn = (share: number, mean: number, sigma: number) => {
    const noise = { type: 'gaussian', mean, sigma } as const;
    const sides = { width: width / share, height: height / share };
    return sharp({ create: { ...sides, channels: 3, background: '#888', noise } })
      .png()
      .toBuffer();
  };
  const [shapes, grain] = await Promise.all([drawn(8, 120, 25), drawn(1, 128, 6)]);
  return sharp(shapes)
    .resize(width, height, { fit: 'fill' })
    .composite([{ input: grain, blend: 'overlay' }])
    .jpeg({ quality: 85 })
    .toBuffer();
}
