import { engineAlone } from './engine.js';
import type { Figure } from './figures.js';
import { flame } from './flame.js';
import { growth } from './growth.js';
import type { Lab } from './lab.js';
import { latencyOnKafka } from './latency.js';
import { peers } from './peers/peers.js';
import { pictures } from './peers/pictures.js';
import { pipelineEmbedded } from './pipeline.embedded.js';
import { pipelineOnKafka } from './pipeline.kafka.js';
import { pipelineOnPubSub } from './pipeline.pubsub.js';
import { sink } from './sink.js';
import { strategyOverhead } from './strategy.js';
import { transportOnKafka } from './transport.kafka.js';
import { transportOnPubSub } from './transport.pubsub.js';

export type Ask = (lab: Lab) => Promise<Figure[]>;

/** What `npm run bench` asks, in this order. */
export const everyday: Readonly<Record<string, Ask>> = {
  engine: engineAlone,
  strategy: strategyOverhead,
  transport: transportOnKafka,
  'transport-pubsub': transportOnPubSub,
  embedded: pipelineEmbedded,
  pipeline: pipelineOnKafka,
  'pipeline-pubsub': pipelineOnPubSub,
  latency: latencyOnKafka,
  sink,
};

/** Longer questions, asked by their name only. */
export const long: Readonly<Record<string, Ask>> = { flame, growth, peers, pictures };
