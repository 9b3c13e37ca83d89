import { Command, InvalidArgumentError } from 'commander';
import { brokerOption } from './broker-option.js';
import { confirmed, needTerminal } from './confirmed.js';
import { exitCodes, print, printJson, table } from './terminal.js';
import { withBroker } from './with-broker.js';

export interface AdminFlags {
  readonly broker?: string;
  readonly json?: true;
  readonly yes?: true;
}

/** `seamline topics create | delete | list`. */
export function topicsCommand(): Command {
  return new Command('topics')
    .description('create, delete and list the topics of a broker')
    .addCommand(createCommand())
    .addCommand(deleteCommand())
    .addCommand(listCommand());
}

function createCommand(): Command {
  return adminCommand('create')
    .description('create topics; one that is there is left as it is')
    .argument('<topics...>', 'names of the topics', topicArgument)
    .action((topics: readonly string[], { broker: wanted, json }: AdminFlags) =>
      withBroker(wanted, async (broker, name) => {
        for (const topic of topics) await broker.admin.createTopic(topic);
        say(json, { broker: name, created: topics }, `there on ${name}: ${topics.join(', ')}`);
      }),
    );
}

function deleteCommand(): Command {
  return adminCommand('delete')
    .description('delete topics, with every message in them')
    .argument('<topics...>', 'names of the topics', topicArgument)
    .option('--yes', 'do not ask before')
    .action(async (topics: readonly string[], { broker: wanted, json, yes }: AdminFlags) => {
      if (!yes) needTerminal('delete topics');
      await withBroker(wanted, async (broker, name) => {
        const there = new Set(await broker.admin.listTopics());
        const missing = topics.filter((topic) => !there.has(topic));
        if (missing.length > 0) throw new Error(`${name} has no topic ${missing.join(', ')}`);
        const question = `delete ${topics.join(', ')} on ${name}, with every message? [y/N] `;
        if (!yes && !(await confirmed(question))) return notDone(json);
        for (const topic of topics) await broker.admin.deleteTopic(topic);
        say(json, { broker: name, deleted: topics }, `deleted on ${name}: ${topics.join(', ')}`);
      });
    });
}

function listCommand(): Command {
  return adminCommand('list')
    .description('the topics of the broker, with their partitions where the broker has such')
    .action(({ broker: wanted, json }: AdminFlags) =>
      withBroker(wanted, async (broker) => {
        const names = (await broker.admin.listTopics()).toSorted();
        const topics = await Promise.all(
          names.map(async (topic) => ({ topic, partitions: (await broker.admin.partitions(topic)) ?? null })),
        );
        if (json) return printJson(topics);
        const rows = topics.map(({ topic, partitions }) => [topic, String(partitions ?? '-')]);
        print(rows.length === 0 ? 'no topics' : table([['TOPIC', 'PARTITIONS'], ...rows]));
      }),
    );
}

export function adminCommand(name: string): Command {
  return new Command(name).addOption(brokerOption()).option('--json', 'print the result as JSON');
}

export function say(json: true | undefined, result: object, words: string): void {
  if (json) printJson(result);
  else print(words);
}

export function notDone(json: true | undefined): void {
  say(json, { deleted: [] }, 'nothing was deleted');
  process.exitCode = exitCodes.wrong;
}

export function topicArgument(text: string, others: readonly string[] = []): readonly string[] {
  if (/^[A-Za-z][\w.-]{2,200}$/.test(text)) return [...others, text];
  throw new InvalidArgumentError('It must be 3 to 201 letters, digits, . _ -, a letter first.');
}
