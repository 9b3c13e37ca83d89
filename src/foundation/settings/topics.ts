import type { z } from 'zod';
import { topic } from './kinds.js';

interface TopicSetting {
  /** The setting with the topic's name. */
  readonly setting: string;
  readonly usual: string;
  /** The suffix after the setting's value. Default: none. */
  readonly suffix?: string;
}

/** The topic of each event that has one. `src/events/event-kinds.ts` has the rest about these events. */
const topicSettings = {
  images: { setting: 'TOPIC_IMAGES', usual: 'images' },
  predictions: { setting: 'TOPIC_PREDICTIONS', usual: 'predictions' },
  inference: { setting: 'TOPIC_INFERENCE', usual: 'inference-requests' },
  labels: { setting: 'TOPIC_LABELS', usual: 'labels' },
  'shadow-predictions': { setting: 'TOPIC_PREDICTIONS', usual: 'predictions', suffix: '-shadow' },
} as const satisfies Record<string, TopicSetting>;

/** The pattern of an event that has a topic. */
export type TopicPattern = keyof typeof topicSettings;
/** The physical topic of each pattern. */
export type Topics = Readonly<Record<TopicPattern, string>>;

const entries = Object.entries(topicSettings) as [TopicPattern, TopicSetting][];
type TopicEnvironment = Readonly<Record<(typeof topicSettings)[TopicPattern]['setting'], string>>;

/** The settings' part of the environment's schema. */
export const topicEnvironment = Object.fromEntries(
  entries.map(([, { setting, usual }]) => [setting, topic.default(usual)]),
) as Record<keyof TopicEnvironment, z.ZodDefault<typeof topic>>;

export const topicsOf = (env: TopicEnvironment): Topics =>
  Object.fromEntries(
    entries.map(([pattern, { setting, suffix = '' }]) => [
      pattern,
      env[setting as keyof TopicEnvironment] + suffix,
    ]),
  ) as Topics;
