import { renderSvg } from '../src/training/charts/render.js';
import type { Figure } from './figures.js';

const rowHeight = 26;

/** The ratios as bars, each beside the contestant that it is measured against, as the text of an SVG picture. */
export function chartOf(figures: readonly Figure[]): Promise<string> {
  const bars = figures.flatMap(({ what, ratio }) =>
    ratio ? [{ name: `${what} / ${ratio.against}`, value: Number(ratio.value.toFixed(2)) }] : [],
  );
  return renderSvg(
    {
      title: { text: 'Seamline beside other ways, as ratios', left: 'center' },
      grid: { left: 520, right: 80, top: 50, bottom: 40 },
      xAxis: { type: 'log', name: '×', logBase: 10 },
      yAxis: {
        type: 'category',
        inverse: true,
        data: bars.map(({ name }) => name),
        axisLabel: { width: 500 },
      },
      series: [
        {
          type: 'bar',
          data: bars.map(({ value }) => value),
          label: { show: true, position: 'right' },
          color: '#3b7dd8',
          markLine: { symbol: 'none', label: { show: false }, data: [{ xAxis: 1 }] },
        },
      ],
    },
    { width: 1_000, height: 110 + rowHeight * bars.length },
  );
}
