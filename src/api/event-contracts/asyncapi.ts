import { channelsOf } from './asyncapi.channels.js';
import { messagesOf } from './asyncapi.messages.js';
import { operationsOf } from './asyncapi.operations.js';
import { type AsyncApiConfig, serversOf } from './asyncapi.servers.js';

/** AsyncAPI 3 of all topics, with the physical names of this configuration. Holds no secret. */
export function asyncApiDocument(config: AsyncApiConfig, version: string) {
  const channels = channelsOf(config);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Seamline events',
      version,
      description:
        'Images to classify, predictions, inference requests and dead letters, as CloudEvents 1.0 in binary mode. ' +
        'Structured mode and bare pictures are read as well. Schemas of single events: /schemas.',
      license: { name: 'MIT' },
    },
    defaultContentType: 'application/json',
    servers: serversOf(config),
    channels: Object.fromEntries(channels.map(({ id, document }) => [id, document])),
    operations: operationsOf(channels, config),
    components: { messages: messagesOf() },
  };
}
