/** Bytes become 0 to 1. */
export const unitScale = (channels: number) => ({
  scale: Array<number>(channels).fill(1 / 255),
  offset: Array<number>(channels).fill(0),
});
