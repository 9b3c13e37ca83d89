const none = { count: 0, ns: 0 };
const some = { count: 96, ns: 412_000_000 };

export const modelMetadataExample = {
  name: 'fashion-mnist',
  versions: ['2'],
  platform: 'seamline_tfjs',
  inputs: [{ name: 'image', datatype: 'UINT8', shape: [-1, 28, 28, 1] }],
  outputs: [{ name: 'label', datatype: 'BYTES', shape: [-1] }],
};
export const statisticsExample = {
  model_stats: [
    {
      name: 'fashion-mnist',
      version: '2',
      last_inference: 1_767_268_800_000,
      inference_count: 96,
      execution_count: 3,
      inference_stats: {
        success: some,
        fail: none,
        queue: some,
        compute_input: none,
        compute_infer: some,
        compute_output: none,
      },
      batch_stats: [{ batch_size: 32, compute_input: none, compute_infer: some, compute_output: none }],
    },
  ],
};
export const repositoryExample = [
  { name: 'fashion-mnist', version: '2', state: 'READY', reason: '' },
  { name: 'fashion-mnist', version: '1', state: 'UNAVAILABLE', reason: 'not loaded' },
];
const links = { status: '/v2/jobs/0b8f', result: '/v2/jobs/0b8f/result', events: '/v2/jobs/0b8f/events' };
export const jobExample = { id: '0b8f', links };
export const jobStatusExample = { ...jobExample, state: 'working', requested: 10, predicted: 7, dead: 0 };
