import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../configuration.js';
import { Redaction } from './redaction.js';
import { secretsOf } from './secrets.js';

const nothingKnown = new Redaction([]);

describe('What is logged', () => {
  const password = 'p@ss/w"rd';
  const encoded = encodeURIComponent(password);
  const config = readConfig({
    DATABASE_URL: `postgres://seamline:${encoded}@db:5432/seamline`,
    KAFKA_SASL_MECHANISM: 'plain',
    KAFKA_SASL_USERNAME: 'me',
    KAFKA_SASL_PASSWORD: 'hush-hush',
    SEAMLINE_API_KEY: 'a key of mine',
  });
  const redaction = new Redaction(secretsOf(config));

  it.each([password, encoded, JSON.stringify(password), 'hush-hush', 'a key of mine'])(
    'shows no secret of the configuration: %s',
    (secret) => {
      const text = redaction.text(`before ${secret} after`);
      expect(text).toMatch(/^before "?\*\*\*"? after$/);
    },
  );

  it.each([
    ['cannot reach postgres://me:qwerty@db/seamline', 'cannot reach postgres://me:***@db/seamline'],
    ['Authorization: Bearer abc.def-123', 'Authorization: Bearer ***'],
    ['authorization: Basic bWU6cXdlcnR5', 'authorization: Basic ***'],
    ['{"password":"qwerty","user":"me"}', '{"password":"***","user":"me"}'],
    ["KAFKA_SASL_PASSWORD='qwerty' is wrong", "KAFKA_SASL_PASSWORD='***' is wrong"],
    ['x-api-key: qwerty', 'x-api-key: ***'],
    ['the key sl_0123456789abcdefghij_-XYZ', 'the key sl_***'],
    ['a token eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.c2ln', 'a token eyJ***'],
  ])('shows nothing that looks like one: %s', (text, redacted) => {
    expect(nothingKnown.text(text)).toBe(redacted);
  });

  it('keeps what is no secret as it is', () => {
    const text = 'images 3/17 → images-dlt (BAD_MESSAGE): the body has 3 bytes; see http://host:80/a@b';
    expect(nothingKnown.text(text)).toBe(text);
    expect(redaction.text('the group seamline.images')).toBe('the group seamline.images');
  });

  it('keeps the name of who gives it as the password, too: it stands everywhere', () => {
    const development = readConfig({ DATABASE_URL: 'postgres://seamline:seamline@db/seamline' });
    expect(secretsOf(development)).toEqual([]);
  });

  it('is searched however deep it is, also where it contains itself', () => {
    const circle: Record<string, unknown> = { headers: { Authorization: 'qwerty', list: ['hush-hush', 1n] } };
    circle['self'] = circle;
    const value = redaction.value(circle);
    expect(inspect(value, { depth: 10 })).not.toMatch(/qwerty|hush/);
    expect(value).toEqual({ headers: { Authorization: '***', list: ['***', '1'] }, self: '(itself)' });
  });
});
