import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/http.js';
import { png } from '../support/png.js';
import { onSuiteFinished, ownSettings, startTestApplication } from '../support/test-application.js';
import { type Issuer, startIssuer } from './access/issuer.js';

interface Answer {
  readonly code?: string;
  readonly message?: string;
  readonly events: readonly Readonly<Record<string, string>>[];
}

const account = 'pusher@my-project.iam.gserviceaccount.com';
const audience = 'https://seamline.example.org/events';
const subscription = 'projects/my-project/subscriptions/pictures';
const source = `//pubsub.googleapis.com/${subscription}`;
/** As Pub/Sub sends it, with its two spellings of the same fields. */
const envelope = (messageId: string, attributes: Record<string, string> = {}) => {
  const publishTime = '2026-12-01T00:50:17.98Z';
  return {
    message: {
      data: png.toString('base64'),
      attributes,
      messageId,
      message_id: messageId,
      publishTime,
      publish_time: publishTime,
    },
    subscription,
  };
};

describe.each(['off', 'on'])('A push of Pub/Sub with AUTH=%s', (auth) => {
  const onEnd = onSuiteFinished();
  let issuer: Issuer;
  let people: Issuer;
  let url: string;
  beforeAll(async () => {
    [issuer, people] = await Promise.all([startIssuer(onEnd, 'RS256'), startIssuer(onEnd)]);
    const settings = {
      ...(await ownSettings(onEnd)),
      AUTH: auth,
      JWT_ISSUER: people.url,
      JWT_AUDIENCE: 'seamline',
      PUSH_TOKEN_ISSUER: issuer.url,
      PUSH_TOKEN_AUDIENCE: audience,
      PUSH_TOKEN_ACCOUNTS: `other@example.org,${account}`,
    };
    ({ url } = await startTestApplication(settings, onEnd));
  });

  const tokenOf = (claims: object = {}, changes = {}) =>
    issuer.token({ aud: audience, email: account, email_verified: true, ...claims }, changes);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const push = (body: unknown, headers: Record<string, string> = {}) =>
    call<Answer>(`${url}/events`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    });
  const statesOf = async (imageId: string) => {
    const headers = bearer(await people.token({ roles: ['read'] }));
    const { body } = await call<{ imageId: string }[]>(`${url}/outcomes`, { headers });
    return body.filter((outcome) => outcome.imageId === imageId);
  };
  const predicted = (imageId: string) =>
    expect.poll(() => statesOf(imageId), { timeout: 20_000 }).toMatchObject([{ state: 'predicted' }]);

  it('is one image of its subscription and message id, however often it comes', async () => {
    const headers = bearer(await tokenOf());
    for (let time = 0; time < 2; time += 1) {
      const { status, body } = await push(envelope('136969346945'), headers);
      expect({ status, body }).toMatchObject({
        status: 202,
        body: { events: [{ state: 'accepted', source, id: '136969346945' }] },
      });
    }
    await predicted(`${source} 136969346945`);
  });

  it('keeps the name that its message has as a CloudEvent', async () => {
    const id = randomUUID();
    const event = { 'ce-specversion': '1.0', 'ce-id': id, 'ce-source': '/camera/7', 'ce-type': 'shot' };
    const { body } = await push(envelope('1', event), bearer(await tokenOf()));
    expect(body.events).toMatchObject([{ state: 'accepted', imageId: `/camera/7 ${id}` }]);
    await predicted(`/camera/7 ${id}`);
  });

  it('may come without its envelope', async () => {
    const { status, body } = await call<Answer>(`${url}/events`, {
      method: 'POST',
      body: new Uint8Array(png),
      headers: {
        ...bearer(await tokenOf()),
        'x-goog-pubsub-subscription-name': subscription,
        'x-goog-pubsub-message-id': '77',
        'x-goog-pubsub-publish-time': '2026-12-01T00:50:17.98Z',
      },
    });
    expect({ status, events: body.events }).toMatchObject({ status: 202, events: [{ source, id: '77' }] });
    await predicted(`${source} 77`);
  });

  it('may come in an event of Eventarc', async () => {
    const topic = '//pubsub.googleapis.com/projects/my-project/topics/pictures';
    const { status, body } = await push(envelope('8'), {
      ...bearer(await tokenOf()),
      'ce-specversion': '1.0',
      'ce-id': '8',
      'ce-source': topic,
      'ce-type': 'google.cloud.pubsub.topic.v1.messagePublished',
    });
    expect({ status, events: body.events }).toMatchObject({
      status: 202,
      events: [{ source: topic, id: '8' }],
    });
    await predicted(`${topic} 8`);
  });

  it('is refused with a token that is late, of another account, for another service, or not signed by Google', async () => {
    const refused = {
      late: await tokenOf({}, { expires: '-5m' }),
      account: await tokenOf({ email: 'thief@example.org' }),
      unverified: await tokenOf({ email_verified: false }),
      audience: await tokenOf({ aud: 'https://other.example.org' }),
      signature: await tokenOf({}, { foreignKey: true }),
    };
    for (const [why, token] of Object.entries(refused)) {
      const { status, body } = await push(envelope('9'), bearer(token));
      expect({ why, status, code: body.code }).toEqual({ why, status: 401, code: 'UNAUTHENTICATED' });
    }
    expect((await push(envelope('9'))).status).toBe(401);
  });

  it('says which field of a wrong envelope is wrong', async () => {
    const headers = bearer(await tokenOf());
    expect((await push({ message: { data: '' }, subscription }, headers)).body.message).toMatch(
      /message.messageId is missing: must be text/,
    );
    expect(
      (await push({ message: { data: '%', messageId: '1' }, subscription }, headers)).body.message,
    ).toMatch(/message.data is "%": must be base64 text/);
  });

  it.runIf(auth === 'on')('opens no other endpoint with its token', async () => {
    const headers = bearer(await tokenOf());
    for (const [method, path] of [
      ['GET', '/predictions'],
      ['POST', '/images'],
      ['POST', '/v2/models/fashion-mnist/infer'],
    ] as const) {
      expect((await call(url + path, { method, headers })).status, path).toBe(401);
    }
  });
});

it('A push of Pub/Sub is refused, with the settings that allow it, where they are missing', async () => {
  const { url } = await startTestApplication(await ownSettings());
  const { status, body } = await call<Answer>(`${url}/events`, {
    method: 'POST',
    body: JSON.stringify(envelope('1')),
    headers: { 'content-type': 'application/json' },
  });
  expect(status).toBe(401);
  expect(body.message).toMatch(/set PUSH_TOKEN_AUDIENCE and PUSH_TOKEN_ACCOUNTS/);
});
