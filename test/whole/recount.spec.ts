import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Libsql from 'libsql';
import { beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { openRecount, type RecountPlace } from '../support/recount/open-recount.js';
import { createDatabase } from '../support/services/postgres.js';
import { withServer } from '../support/services/with-server.js';
import { onSuiteFinished, ownSettings, temporaryFolder } from '../support/test-application.js';
import { type Life, liveOnce } from './recount/life.js';
import { reachedFrom } from './recount/reached-from.js';

async function differencesIn(place: RecountPlace): Promise<string[]> {
  const recount = await openRecount(place);
  try {
    return await recount.differences();
  } finally {
    await recount.close();
  }
}

/** Not the files: a connection that is closed removes its own (`-wal`, `-shm`) only when it is collected. */
function copyDatabase(from: string, to: string): void {
  const database = new Libsql(from);
  database.prepare('vacuum into ?').run(to);
  database.close();
}

/** A damage to a file, by SQL in which `R` is the request, and a sentence that must name it. */
type Damage = readonly [what: string, file: 'results.db' | 'broker.db', sql: string, difference: string];

/** The messages of a topic, whose name begins so. */
const on = (topic: string) =>
  `partition_id in (select partitions.id from partitions join topics on topics.id = topic_id where name like '${topic}')`;

const damages: readonly Damage[] = [
  [
    'a row that is gone',
    'results.db',
    "delete from outcomes where image_id = 'R/4'",
    'the image R/4 is on its topic, and its row is missing',
  ],
  [
    'an image that is still on its way',
    'results.db',
    "update outcomes set state = 'accepted', seq = null where image_id = 'R/4'",
    'the image R/4 is on its topic, and its row is accepted',
  ],
  [
    'another label than the prediction’s',
    'results.db',
    "update outcomes set label = 'Other' where image_id = 'R/4'",
    'the row of R/4 is predicted (Other); its predictions say',
  ],
  [
    'a death by another code than the letter’s',
    'results.db',
    "update outcomes set error_code = 'OTHER' where image_id = '/shop/a 9'",
    'the row of /shop/a 9 is dead (OTHER); its predictions say nothing, its letter BAD_MESSAGE',
  ],
  [
    'a row of an image that nobody published',
    'broker.db',
    `delete from messages where meta like '%"ce_id":"R/4"%' and ${on('images%')}`,
    'the row of R/4 is predicted, and no image on the topic',
  ],
  [
    'a second prediction event',
    'broker.db',
    `insert into messages select partition_id, 1000, published_at, size_bytes, meta, value from messages
      where meta like '%"ce_id":"R/4"%' and ${on('predictions%')}`,
    'the row of R/4 has 0 repeats; the topics have 2 outcomes of it',
  ],
  [
    'a prediction that is gone from its topic',
    'broker.db',
    `delete from messages where meta like '%"ce_id":"R/4"%' and ${on('predictions%')}`,
    'its predictions say nothing, its letter none',
  ],
  [
    'a letter that nobody stored',
    'results.db',
    "delete from dead_letters where image_id = '/shop/a 9'",
    '/shop/a 9 is dead (BAD_MESSAGE), and no row of dead_letters says so',
  ],
  [
    'a stored letter that is on no topic',
    'broker.db',
    `delete from messages where ${on('%-dlt')}`,
    'of dead_letters, ',
  ],
  [
    'a letter that lost its body',
    'results.db',
    'update dead_letters set payload_bytes = 0',
    'is BAD_MESSAGE of /shop/a 9 with 10 bytes; its row is BAD_MESSAGE of /shop/a 9 with 0 bytes',
  ],
  [
    'a wrong sum of repeats',
    'results.db',
    "update counters set value = 5 where name = 'repeats'",
    'the counter repeats is 5; the rows have 1',
  ],
  [
    'a wrong sum of a label',
    'results.db',
    "update tallies set images = images + 1 where label = 'Bag' and known = 0",
    'images of the label Bag and no truth',
  ],
  [
    'a wrong sum of a source',
    'results.db',
    "update sources set dead = 3 where source = '/shop/a'",
    'sources has 2 predicted and 3 dead images of /shop/a; the rows have 2 and 1',
  ],
  [
    'a number above its counter',
    'results.db',
    "update counters set value = 1 where name = 'outcomes'",
    'the counter outcomes is 1, but outcomes has the number',
  ],
  [
    'a label that was not stored',
    'results.db',
    "delete from labels where image_id = 'of no image'",
    'is nowhere: {"imageId":"of no image","label":"Bag"}',
  ],
  [
    'a truth that is not the label given last',
    'results.db',
    "update outcomes set true_label = 'Other' where image_id = '/shop/a 7'",
    'the truth of /shop/a 7 is Other; the label given last is Bag',
  ],
  [
    'an accepted image that the broker lost',
    'results.db',
    'update requests set accepted = 31',
    'the request R has 31 accepted images; the topic has 30',
  ],
];

describe('A recount without the program’s code', () => {
  const onEnd = onSuiteFinished();
  let life: Life;
  beforeAll(async () => {
    life = await liveOnce(await ownSettings(onEnd), onEnd);
  });

  it('imports nothing of the program, and no client of Kafka that the program uses', () => {
    const folder = 'test/support/recount';
    const reached = reachedFrom(readdirSync(folder).map((name) => join(folder, name)));
    const program = ['src', 'tools', 'dist'].map((name) => resolve(name));
    expect(reached.filter((path) => program.some((one) => path.startsWith(one)))).toEqual([]);
    const packages = reached.filter((name) => !name.startsWith(resolve('.')) && !name.startsWith('node:'));
    expect(packages.toSorted()).toEqual(['@google-cloud/pubsub', 'libsql', 'pg']);
  });

  it('finds no difference where there is none', async () => {
    expect(await differencesIn(life.place)).toEqual([]);
  });

  it.each(damages)('names %s', async (_what, file, sql, difference) => {
    const { place, requestId } = life;
    const folder = await temporaryFolder();
    for (const name of ['results.db', 'broker.db'])
      copyDatabase(join(place.folder, name), join(folder, name));
    const database = new Libsql(join(folder, file));
    const { changes } = database.prepare(sql.replaceAll('R/', `${requestId}/`)).run();
    database.close();
    expect(changes).toBeGreaterThan(0);
    const found = (await differencesIn({ ...place, folder })).map((line) => line.replaceAll(requestId, 'R'));
    expect(found).toContainEqual(expect.stringContaining(difference));
  });
});

withServer('A recount on PostgreSQL', inject('postgres'), ({ url }) => {
  it('counts its tables too', async () => {
    const { url: DATABASE_URL, drop } = await createDatabase(url);
    onTestFinished(drop);
    const { place } = await liveOnce({ ...(await ownSettings()), DATABASE_URL }, onTestFinished);
    expect(await differencesIn(place)).toEqual([]);
  });
});
