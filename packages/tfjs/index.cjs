// As the index of @tensorflow/tfjs 4.22, less WebGL and `tf.data`, which nothing here uses.
require('./registrations.cjs');
const core = require('@tensorflow/tfjs-core');
const layers = require('@tensorflow/tfjs-layers');
const converter = require('@tensorflow/tfjs-converter');
const cpu = require('@tensorflow/tfjs-backend-cpu');

const version = {
  'tfjs-core': core.version_core,
  'tfjs-layers': layers.version_layers,
  'tfjs-converter': converter.version_converter,
  'tfjs-backend-cpu': cpu.version_cpu,
  tfjs: core.version_core,
};

module.exports = { ...core, ...layers, ...converter, ...cpu, version };
