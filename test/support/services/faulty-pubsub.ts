import { protos } from '@google-cloud/pubsub';
import {
  Client,
  credentials,
  Metadata,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerDuplexStream,
  type ServerUnaryCall,
  status,
} from '@grpc/grpc-js';

interface Refusal {
  readonly status: number;
  readonly details?: string;
}

/** What happens to calls instead of being forwarded; `silent`: the call stays open and is never answered. */
type Fault = Refusal | 'silent';

export interface Rule {
  /** Names such as `Publish`; a final `*` matches any rest. */
  readonly methods: readonly string[];
  /** The end of the name of the topic or subscription. Default: any. */
  readonly resource?: string;
  /** Text in the data of one of the messages. Default: any. */
  readonly containing?: string;
  /** Name and value of an attribute of one of the messages. Default: any. */
  readonly attribute?: readonly [string, string];
  readonly fault: Fault;
}

interface Call {
  readonly method: string;
  readonly request: Record<string, unknown>;
}

const unary = {
  Publisher: 'CreateTopic Publish GetTopic ListTopics ListTopicSubscriptions DeleteTopic'.split(' '),
  Subscriber:
    'CreateSubscription GetSubscription ListSubscriptions DeleteSubscription Acknowledge ModifyAckDeadline'.split(
      ' ',
    ),
};
const rightsPath = '/google.iam.v1.IAMPolicy/TestIamPermissions';
/** The method that each permission is for. */
const allowedMethods: Record<string, string> = {
  'pubsub.topics.publish': 'Publish',
  'pubsub.subscriptions.consume': 'StreamingPull',
};
const pullPath = '/google.pubsub.v1.Subscriber/StreamingPull';
const requestTypes: Record<string, string> = { CreateTopic: 'Topic', CreateSubscription: 'Subscription' };
const asIs = (bytes: Buffer) => bytes;

/** Methods for everything that needs more than publishing, pulling and acknowledging. */
export const administration = ['Create*', 'Delete*', 'Get*', 'List*'];

/** A real Pub/Sub server behind a proxy, which counts the calls and adds faults by rules. Everything else passes. */
export class FaultyPubSub {
  private readonly counts = new Map<string, number>();
  private readonly rules = new Set<Rule>();
  private readonly pulls = new Map<ServerDuplexStream<Buffer, Buffer>, Call>();
  private readonly server = new Server();
  private readonly far: Client;
  private port = 0;

  private constructor(target: string) {
    this.far = new Client(target, credentials.createInsecure());
    for (const [service, methods] of Object.entries(unary)) {
      for (const method of methods) {
        const path = `/google.pubsub.v1.${service}/${method}`;
        this.server.register(path, this.forward(path, method), asIs, asIs, 'unary');
      }
    }
    this.server.register(pullPath, this.pull, asIs, asIs, 'bidi');
    this.server.register(rightsPath, this.testRights, asIs, asIs, 'unary');
  }

  /** @param target the real server as host:port. */
  static async start(target: string): Promise<FaultyPubSub> {
    const proxy = new FaultyPubSub(target);
    proxy.port = await new Promise((resolve, reject) => {
      proxy.server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
    return proxy;
  }

  /** host:port of this side. */
  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** Calls of this method since the start, or since `forgetCalls`. */
  calls(method: string): number {
    return this.counts.get(method) ?? 0;
  }

  forgetCalls(): void {
    this.counts.clear();
  }

  /** Adds a rule, which also ends the open pulls that it refuses. Returns the function that removes it. */
  add(rule: Rule): () => void {
    this.rules.add(rule);
    for (const [stream, call] of this.pulls) {
      if (matches(rule, call) && isRefusal(rule.fault)) stream.emit('error', refusal(rule.fault));
    }
    return () => void this.rules.delete(rule);
  }

  refuse(methods: readonly string[], code: number, more: Partial<Omit<Rule, 'methods'>> = {}): () => void {
    return this.add({ methods, ...more, fault: { status: code, details: nameOfStatus(code) } });
  }

  stop(): void {
    this.far.close();
    this.server.forceShutdown();
  }

  private forward(path: string, method: string) {
    return (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>): void => {
      const fault = this.faultOf({ method, request: decode(method, call.request) });
      if (fault === 'silent') return;
      if (fault) return answer(refusal(fault));
      const deadline = { deadline: call.getDeadline() };
      this.far.makeUnaryRequest(path, asIs, asIs, call.request, new Metadata(), deadline, (error, answered) =>
        answer(error, answered),
      );
    };
  }

  private readonly pull = (near: ServerDuplexStream<Buffer, Buffer>): void => {
    near.once('data', (first: Buffer) => {
      const call = { method: 'StreamingPull', request: decode('StreamingPull', first) };
      const fault = this.faultOf(call);
      if (fault === 'silent') return;
      if (fault) return void near.emit('error', refusal(fault));
      this.pulls.set(near, call);
      const far = this.far.makeBidiStreamRequest(pullPath, asIs, asIs, new Metadata());
      far.write(first);
      near.on('data', (request: Buffer) => far.write(request));
      near.on('end', () => far.end());
      near.on('cancelled', () => far.cancel());
      near.on('close', () => this.pulls.delete(near));
      far.on('data', (response: Buffer) => near.write(response));
      far.on('error', (error) => near.emit('error', error));
      far.on('end', () => near.end());
    });
  };

  /** The server behind has no IAM: a permission is missing where a rule refuses its method. */
  private readonly testRights = (
    call: ServerUnaryCall<Buffer, Buffer>,
    answer: sendUnaryData<Buffer>,
  ): void => {
    const [name = '', permission = ''] = textFields(call.request);
    const fault = this.faultOf({ method: allowedMethods[permission] ?? '', request: { name } });
    const granted = Buffer.from(isRefusal(fault) ? '' : permission);
    answer(null, granted.length === 0 ? granted : Buffer.concat([Buffer.of(0x0a, granted.length), granted]));
  };

  private faultOf(call: Call): Fault | undefined {
    this.counts.set(call.method, this.calls(call.method) + 1);
    return [...this.rules].find((rule) => matches(rule, call))?.fault;
  }
}

const isRefusal = (fault: Fault | undefined): fault is Refusal => fault !== undefined && fault !== 'silent';

const refusal = ({ status: code, details = '' }: Refusal) => ({
  code,
  details,
  metadata: new Metadata(),
  name: 'Refusal',
  message: details,
});

function decode(method: string, bytes: Buffer): Record<string, unknown> {
  const types = protos.google.pubsub.v1 as unknown as Record<
    string,
    { decode(bytes: Buffer): Record<string, unknown> }
  >;
  return types[requestTypes[method] ?? `${method}Request`]?.decode(bytes) ?? {};
}

/** The fields of a protocol buffer with short texts alone, in their order. */
function textFields(bytes: Buffer): string[] {
  const fields: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 2 + (bytes[at + 1] ?? 0);
    fields.push(bytes.subarray(at + 2, end).toString());
    at = end;
  }
  return fields;
}

function matches(
  { methods, resource = '', containing, attribute }: Rule,
  { method, request }: Call,
): boolean {
  const named = methods.some((name) =>
    name.endsWith('*') ? method.startsWith(name.slice(0, -1)) : method === name,
  );
  const names = [request['name'], request['topic'], request['subscription']].filter(
    (name) => typeof name === 'string',
  );
  if (!named || (resource && !names.some((name) => name.endsWith(resource)))) return false;
  const messages = (request['messages'] ?? []) as {
    data: Uint8Array;
    attributes: Record<string, string>;
  }[];
  if (attribute) return messages.some(({ attributes }) => attributes[attribute[0]] === attribute[1]);
  return (
    containing === undefined || messages.some(({ data }) => Buffer.from(data).toString().includes(containing))
  );
}

const nameOfStatus = (code: number) => `refused by a rule of the test: ${status[code]}`;
