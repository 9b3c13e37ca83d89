import { setTimeout as delay } from 'node:timers/promises';
import {
  type AclEntry,
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  type Admin,
  ConfigResourceTypes,
  Kafka,
  logLevel,
  ResourcePatternTypes,
} from 'kafkajs';

/** A right: an operation on all topics or groups whose names have this prefix. */
export type Right = readonly [
  operation: 'READ' | 'WRITE' | 'CREATE' | 'DESCRIBE' | 'DESCRIBE_CONFIGS',
  kind: 'TOPIC' | 'GROUP',
  prefix: string,
];

/** Administers a Kafka with every right. */
export class KafkaRights {
  private constructor(readonly admin: Admin) {}

  /** @param onEnd is called with what disconnects it. */
  static async open(address: string, onEnd: (end: () => Promise<void>) => void): Promise<KafkaRights> {
    const admin = new Kafka({ brokers: [address], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    onEnd(() => admin.disconnect());
    return new KafkaRights(admin);
  }

  async grant(user: string, ...rights: readonly Right[]): Promise<void> {
    const acl = rights.map((right) => aclOf(user, right));
    await this.admin.createAcls({ acl });
    await this.untilHeld(acl, true);
  }

  async withdraw(user: string, ...rights: readonly Right[]): Promise<void> {
    const filters = rights.map((right) => aclOf(user, right));
    await this.admin.deleteAcls({ filters });
    await this.untilHeld(filters, false);
  }

  /** The controller confirms a change before the broker that judges by it has read it. */
  private async untilHeld(acls: readonly AclEntry[], isHeld: boolean): Promise<void> {
    for (const acl of acls) {
      while ((await this.admin.describeAcls(acl)).resources.length > 0 !== isHeld) await delay(20);
    }
  }

  async createTopics(topics: readonly string[], numPartitions = 1): Promise<void> {
    await this.admin.createTopics({ topics: topics.map((topic) => ({ topic, numPartitions })) });
  }

  /** Replaces all settings that the topic has for itself. */
  async configure(topic: string, settings: Readonly<Record<string, string>>): Promise<void> {
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
    await this.admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configEntries }],
    });
  }
}

const aclOf = (user: string, [operation, kind, prefix]: Right) => ({
  resourceType: AclResourceTypes[kind],
  resourceName: prefix,
  resourcePatternType: ResourcePatternTypes.PREFIXED,
  principal: `User:${user}`,
  host: '*',
  operation: AclOperationTypes[operation],
  permissionType: AclPermissionTypes.ALLOW,
});
