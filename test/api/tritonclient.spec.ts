import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { outputOf, pixelRequest, post, randomImages } from '../support/inference/requests.js';
import { ifAvailable } from '../support/services/if-available.js';
import { prepareTritonclient } from '../support/services/tritonclient.js';
import { withServer } from '../support/services/with-server.js';
import {
  onSuiteFinished,
  ownSettings,
  startTestApplication,
  temporaryFolder,
} from '../support/test-application.js';

const available = await ifAvailable(prepareTritonclient);

interface Answer {
  readonly id?: string;
  readonly probabilities: readonly (readonly number[])[];
  readonly class_index: readonly number[];
  readonly label: readonly string[];
}

interface Report {
  readonly pixels: string;
  readonly answer: Answer;
  readonly picture: Answer;
  readonly json?: Answer;
  /** The classes of the same pixels, sent in other ways. */
  readonly same: Readonly<Record<string, readonly number[]>>;
  readonly packed: Readonly<Record<string, { readonly status: string; readonly message: string } | null>>;
  readonly config: unknown;
  readonly classes: readonly (readonly string[])[];
  readonly refusals: Readonly<Record<string, { readonly status: string; readonly message: string } | null>>;
  readonly index: unknown;
  readonly statistics: { readonly model_stats: readonly Readonly<Record<string, unknown>>[] };
}

const statuses = {
  http: { bad: '400', unknown: '404' },
  grpc: { bad: 'StatusCode.INVALID_ARGUMENT', unknown: 'StatusCode.NOT_FOUND' },
};

withServer('tritonclient', available, (tritonclient) => {
  describe.each(['http', 'grpc'] as const)("Triton's Python client over %s", (protocol) => {
    const onEnd = onSuiteFinished();
    // Dark, so that the model's card does not take its negative.
    const picture = randomImages(1).map((value) => value >> 1);
    let url: string;
    let report: Report;

    beforeAll(async () => {
      const folder = await temporaryFolder(onEnd);
      const path = join(folder, 'picture.png');
      const raw = { width: 28, height: 28, channels: 1 } as const;
      await writeFile(path, await sharp(picture, { raw }).png().toBuffer());
      const running = await startTestApplication(
        { ...(await ownSettings(onEnd)), MODELS: 'fashion-mnist@1', GRPC_PORT: '0' },
        onEnd,
      );
      url = running.url;
      const address = protocol === 'http' ? url.replace('http://', '') : running.grpc;
      report = await tritonclient.report<Report>(protocol, address, path);
    });

    /** What plain JSON is answered for the same pixels. */
    const answerTo = async (pixels: Uint8Array) => {
      const { body } = await post(`${url}/v2/models/fashion-mnist/infer`, pixelRequest(pixels));
      return { classIndex: outputOf(body, 'class_index'), label: outputOf(body, 'label') };
    };
    const expectSame = async (answer: Answer, pixels: Uint8Array) => {
      const { classIndex, label } = await answerTo(pixels);
      expect(answer).toMatchObject({ class_index: classIndex, label });
      const likeliest = answer.probabilities.map((row) => row.indexOf(Math.max(...row)));
      expect(likeliest).toEqual(classIndex);
    };

    it('reads what the server and its model are', () => {
      expect(report).toMatchObject({ live: true, ready: true, modelReady: true, nobodyReady: false });
      expect(report).toMatchObject({
        server: { name: 'seamline', extensions: expect.arrayContaining(['binary_tensor_data']) },
        model: { name: 'fashion-mnist', versions: ['1'], inputs: [{ name: 'image', datatype: 'UINT8' }] },
      });
    });

    it('is answered for arrays, and its id comes back', async () => {
      expect(report.answer.id).toBe('mine');
      await expectSame(report.answer, Buffer.from(report.pixels, 'base64'));
    });

    it('is answered alike for other datatypes, shapes and names', () => {
      const ways = Object.keys(report.same);
      expect(ways.length).toBeGreaterThanOrEqual(9);
      expect(report.same).toEqual(Object.fromEntries(ways.map((way) => [way, report.answer.class_index])));
    });

    it('may pack its requests and the answers, over HTTP', () => {
      const refused = { status: 'StatusCode.UNIMPLEMENTED', message: expect.stringContaining('identity') };
      const seen = protocol === 'http' ? null : refused;
      expect(report.packed).toEqual({ gzip: seen, deflate: seen });
    });

    it("reads the model's configuration", () => {
      const config = { name: 'fashion-mnist', platform: 'onnxruntime_onnx', max_batch_size: 4_096 };
      const input = [{ name: 'image', data_type: 'TYPE_UINT8' }];
      const expected = { ...config, input };
      expect(report.config).toMatchObject(protocol === 'http' ? expected : { config: expected });
    });

    it('is answered for a picture', () => expectSame(report.picture, picture));

    // gRPC has no other form than bytes.
    if (protocol === 'http') {
      it('is answered without binary tensors', () => {
        expect(report.json).toMatchObject({
          label: report.answer.label,
          class_index: report.answer.class_index,
        });
      });
    }

    it('is answered with the likeliest classes', () => {
      expect(report.classes).toHaveLength(5);
      report.classes.forEach((row, at) => {
        expect(row).toHaveLength(3);
        expect(row[0]).toMatch(
          new RegExp(`^[01]\\.\\d{6}:${report.answer.class_index[at]}:${report.answer.label[at]}$`),
        );
      });
    });

    it.each([
      ['shape', 'bad', '[5, 784]'],
      ['datatype', 'bad', 'BOOL'],
      ['scaling', 'bad', 'from 0 to 255'],
      ['sharedInput', 'bad', 'shared memory'],
      ['sharedOutput', 'bad', 'shared memory'],
      ['configuration', 'bad', 'MODELS_DIR'],
      ['output', 'bad', 'logits'],
      ['model', 'unknown', 'nobody'],
      ['version', 'unknown', '99'],
      ['load', 'unknown', 'nobody'],
      ['unload', 'bad', 'MODELS'],
    ] as const)('is told what is wrong with its %s', (name, kind, part) => {
      expect(report.refusals[name]).toEqual({
        status: statuses[protocol][kind],
        message: expect.stringContaining(part),
      });
    });

    it('reads the statistics and the index of the repository', () => {
      const [statistics] = report.statistics.model_stats;
      expect(statistics).toMatchObject({ name: 'fashion-mnist', version: '1' });
      const images = Number(statistics?.['inference_count']);
      expect(images).toBeGreaterThanOrEqual(11);
      // All but the picture came five at a time.
      const success = { count: expect.toSatisfy((count) => Number(count) === (images - 1) / 5 + 1) };
      expect(statistics).toMatchObject({ inference_stats: { success } });
      expect(JSON.stringify(report.index)).toMatch(/"name":\s*"fashion-mnist","version":"1","state":"READY"/);
    });
  });
});
