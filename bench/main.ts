import 'reflect-metadata';
import { Lab } from './lab.js';
import { pipelineOnKafka } from './pipeline.kafka.js';
const lab = await Lab.open({
  quick: true,
  rounds: 3,
  model: 'conv32-dense128',
  backend: undefined,
  full: false,
});
try {
  for (const f of await pipelineOnKafka(lab))
    console.log(
      f.what,
      f.value.toFixed(1),
      f.unit,
      f.ratio ? f.ratio.value.toFixed(2) + ' x ' + f.ratio.against : '',
    );
} finally {
  await lab.close();
}
