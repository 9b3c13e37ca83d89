import { endpoint } from '../../foundation/contract/endpoint.js';
import { text } from '../../foundation/contract/fields.js';

const example = `# HELP seamline_broker_up Whether the broker is connected, every handler subscribed, and the work goes on
# TYPE seamline_broker_up gauge
seamline_broker_up{broker="kafka"} 1
`;

export const getMetrics = endpoint({
  name: 'getMetrics',
  ignoresQuery: true,
  summary: 'Metrics of this process in the text format of Prometheus; docs/metrics.md names each',
  answers: { 200: { contentType: 'text/plain', body: text.meta({ examples: [example] }) } },
});
