import { Command } from 'commander';
import { confirmed, needTerminal } from './confirmed.js';
import { groupOption } from './options.js';
import { print, printJson, table } from './terminal.js';
import { adminCommand, type AdminFlags, notDone, say, topicArgument } from './topics.js';
import { withBroker } from './with-broker.js';

const help = `
A subscription is a topic and a group that reads it: on Kafka the consumer group <group>.<topic>, on Pub/Sub the
subscription of that name. It starts where OFFSET_RESET says.`;

/** `seamline subscriptions create | delete | list`. */
export function subscriptionsCommand(): Command {
  return new Command('subscriptions')
    .description(
      'create, delete and list subscriptions: the groups that read topics, and how far behind they are',
    )
    .addHelpText('after', help)
    .addCommand(createCommand())
    .addCommand(deleteCommand())
    .addCommand(listCommand());
}

const oneTopic = (text: string): string => topicArgument(text)[0] as string;

function createCommand(): Command {
  return adminCommand('create')
    .description('create a subscription, and its topic; one that is there is left as it is')
    .argument('<topic>', 'what is read', oneTopic)
    .argument('<group>', 'the group that reads', groupOption)
    .action((topic: string, group: string, { broker: wanted, json }: AdminFlags) =>
      withBroker(wanted, async (broker, name) => {
        await broker.admin.createSubscription({ topic, group });
        say(json, { broker: name, created: { topic, group } }, `there on ${name}: ${group} reads ${topic}`);
      }),
    );
}

function deleteCommand(): Command {
  return adminCommand('delete')
    .description('delete a subscription: what its group has not read, it will not get')
    .argument('<topic>', 'what is read', oneTopic)
    .argument('<group>', 'the group that reads', groupOption)
    .option('--yes', 'do not ask before')
    .action(async (topic: string, group: string, { broker: wanted, json, yes }: AdminFlags) => {
      if (!yes) needTerminal('delete a subscription');
      await withBroker(wanted, async (broker, name) => {
        const all = await broker.admin.listSubscriptions();
        if (!all.some((each) => each.topic === topic && each.group === group))
          throw new Error(`${name} has no subscription of ${group} to ${topic}`);
        if (!yes && !(await confirmed(`delete the subscription of ${group} to ${topic} on ${name}? [y/N] `)))
          return notDone(json);
        await broker.admin.deleteSubscription({ topic, group });
        say(json, { broker: name, deleted: { topic, group } }, `deleted on ${name}: ${group} of ${topic}`);
      });
    });
}

function listCommand(): Command {
  return adminCommand('list')
    .description('the subscriptions, and how many messages each has not read yet, where the broker knows')
    .action(({ broker: wanted, json }: AdminFlags) =>
      withBroker(wanted, async (broker) => {
        const names = await broker.admin.listSubscriptions();
        const all = await Promise.all(
          names.map(async (name) => ({ ...name, lag: (await broker.admin.lag(name)) ?? null })),
        );
        if (json) return printJson(all);
        const rows = all.map(({ topic, group, lag }) => [topic, group, String(lag ?? '-')]);
        print(rows.length === 0 ? 'no subscriptions' : table([['TOPIC', 'GROUP', 'LAG'], ...rows]));
      }),
    );
}
