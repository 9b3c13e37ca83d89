// Draws a small data set to try training with: `node scripts/draw-pictures.mjs <folder> [pictures per class]`.
// Colourful pictures of fish, flowers and houses, of mixed sizes and formats, one folder for each class.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';

const [folder, count = '60'] = process.argv.slice(2);

let state = 1;
/** From `low` to `high`, the same in every run: the generator of Park and Miller. */
function between(low, high) {
  state = (state * 48_271) % 2_147_483_647;
  return low + (state / 2_147_483_647) * (high - low);
}
const whole = (low, high) => Math.floor(between(low, high + 1));
const colour = (lightness) => `hsl(${whole(0, 359)} ${whole(40, 90)}% ${lightness}%)`;

/** Each draws around (0, 0), about 100 wide. */
const drawings = {
  fish: () => `
    <ellipse rx="42" ry="${whole(18, 28)}" fill="${colour(55)}"/>
    <path d="M34 0 L62 -22 L62 22 Z" fill="${colour(50)}"/>
    <circle cx="-24" cy="-5" r="5" fill="#fff"/><circle cx="-25" cy="-5" r="2" fill="#111"/>`,
  flower: () => {
    const petals = whole(5, 8);
    const fill = colour(60);
    const petal = (_, at) =>
      `<ellipse cy="-27" rx="11" ry="20" fill="${fill}" transform="rotate(${(360 / petals) * at})"/>`;
    return `<path d="M0 0 Q6 40 0 70" stroke="#2c7a2c" stroke-width="6" fill="none"/>
      ${Array.from({ length: petals }, petal).join('')}<circle r="11" fill="${colour(75)}"/>`;
  },
  house: () => `
    <rect x="-36" y="-10" width="72" height="52" fill="${colour(65)}"/>
    <path d="M-46 -10 L0 -${whole(42, 58)} L46 -10 Z" fill="${colour(35)}"/>
    <rect x="-8" y="14" width="16" height="28" fill="${colour(25)}"/>
    <rect x="14" y="2" width="14" height="12" fill="#dff"/><rect x="-28" y="2" width="14" height="12" fill="#dff"/>`,
};

/** A drawing on a background that runs from one colour to another, with spots, some blur and the grain of a camera. */
async function draw(drawing) {
  const [width, height] = [whole(60, 240), whole(60, 240)];
  const size = (Math.min(width, height) / 130) * between(0.75, 1.05);
  const place = `translate(${width * between(0.42, 0.58)} ${height * between(0.42, 0.58)})`;
  const spot = () =>
    `<circle cx="${whole(0, width)}" cy="${whole(0, height)}" r="${whole(4, 24)}" fill="${colour(60)}" opacity="0.3"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <linearGradient id="g" gradientTransform="rotate(${whole(0, 90)})">
      <stop stop-color="${colour(45)}"/><stop offset="1" stop-color="${colour(80)}"/></linearGradient>
    <rect width="100%" height="100%" fill="url(#g)"/>${Array.from({ length: 6 }, spot).join('')}
    <g transform="${place} rotate(${whole(-15, 15)}) scale(${size})">${drawing()}</g></svg>`;
  const noise = Buffer.from(Uint8Array.from({ length: width * height * 3 }, () => whole(96, 160)));
  const grain = await sharp(noise, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  return sharp(Buffer.from(svg))
    .blur(between(0.3, 1))
    .removeAlpha()
    .composite([{ input: grain, blend: 'soft-light' }]);
}

if (!folder || !/^[1-9]\d{0,4}$/.test(count)) {
  console.error('usage: node scripts/draw-pictures.mjs <folder> [pictures per class, 1 to 99999]');
  process.exit(2);
}
const formats = ['jpeg', 'png', 'webp'];
for (const [label, drawing] of Object.entries(drawings)) {
  await mkdir(join(folder, label), { recursive: true });
  for (let number = 1; number <= Number(count); number += 1) {
    const format = formats[number % formats.length];
    const name = `${label}-${String(number).padStart(3, '0')}.${format === 'jpeg' ? 'jpg' : format}`;
    await (await draw(drawing)).toFormat(format).toFile(join(folder, label, name));
  }
}
console.log(`${count} pictures each of ${Object.keys(drawings).join(', ')} in ${folder}`);
