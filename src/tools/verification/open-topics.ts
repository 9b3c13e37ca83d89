import { existsSync } from 'node:fs';
import type { Config } from '../../foundation/config/config.js';
import { InvalidError } from '../../foundation/errors/app.error.js';
import { driverOf } from '../../transport/drivers/index.js';
import type { ServiceClient } from './service.client.js';
import { TopicReader } from './topic-reader.js';

/**
 * A reader for each broker that the service speaks, whatever `BROKERS` says here.
 *
 * @throws InvalidError `BAD_CONFIG` where the settings lead to another log than the service's. Creates no log.
 */
export async function openTopics(service: ServiceClient, config: Config): Promise<TopicReader[]> {
  const readers: TopicReader[] = [];
  try {
    for (const { name, imagesLog } of await service.brokers()) {
      refuseMissingFile(name, config);
      readers.push(await TopicReader.open(name, config, imagesLog));
    }
    return readers;
  } catch (error) {
    await Promise.all(readers.map((reader) => reader.close()));
    throw error;
  }
}

function refuseMissingFile(name: string, config: Config): void {
  const driver = driverOf(name);
  const file = driver.place(config.drivers[name]);
  if (!driver.isFile || existsSync(file)) return;
  const text = `the service speaks ${name}, and its log is not here: there is no ${file}; set DATA_DIR to the folder of the service, unless it has published nothing yet`;
  throw new InvalidError('BAD_CONFIG', text);
}
