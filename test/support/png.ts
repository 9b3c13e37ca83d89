import sharp from 'sharp';

/** A PNG of one colour. */
export const pictureOf = (background: string): Promise<Buffer> =>
  sharp({ create: { width: 40, height: 30, channels: 3, background } })
    .png()
    .toBuffer();

export const png = await pictureOf('#a52');
