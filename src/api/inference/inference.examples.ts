export const inferenceExample = {
  request: {
    id: 'mine',
    inputs: [{ name: 'image', datatype: 'BYTES', shape: [1], data: ['iVBORw0KGgo… (a PNG as base64 text)'] }],
    outputs: [{ name: 'probabilities', parameters: { classification: 2 } }, { name: 'label' }],
  },
  answer: {
    model_name: 'fashion-mnist',
    model_version: '1',
    id: 'mine',
    outputs: [
      {
        name: 'probabilities',
        datatype: 'BYTES',
        shape: [1, 2],
        data: ['0.991200:9:Ankle boot', '0.007100:7:Sneaker'],
      },
      { name: 'label', datatype: 'BYTES', shape: [1], data: ['Ankle boot'] },
    ],
  },
};
