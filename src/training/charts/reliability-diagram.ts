import type { CustomSeriesOption, CustomSeriesRenderItem } from 'echarts';
import { calibrationError, type ReliabilityBin } from '../calibration-error.js';
import { chartPercent, renderSvg, titleOf } from './render.js';

const size = { width: 500, height: 520 };

/** Accuracy by confidence: on the diagonal a model is as sure as it is right. */
export function reliabilityDiagram(bins: readonly ReliabilityBin[], title: string): Promise<string> {
  const axis = { type: 'value' as const, min: 0, max: 1 };
  return renderSvg(
    {
      title: {
        ...titleOf(title, size),
        subtext: `expected calibration error ${chartPercent(calibrationError(bins), 2)}`,
      },
      grid: { left: 60, right: 40, top: 85, bottom: 80 },
      // ECharts has no fonts here and takes texts for narrower than they are: the gap is for the difference.
      legend: { bottom: 0, itemGap: 30, textStyle: { fontSize: 11 } },
      xAxis: { ...axis, name: 'confidence', nameLocation: 'middle', nameGap: 25 },
      yAxis: { ...axis, name: 'accuracy' },
      series: [...bars(bins), diagonal],
    },
    size,
  );
}

const diagonal = {
  name: 'as sure as right',
  type: 'line' as const,
  color: '#d9663b',
  showSymbol: false,
  data: [
    [0, 0],
    [1, 1],
  ],
};

function bars(bins: readonly ReliabilityBin[]): CustomSeriesOption[] {
  const fullest = Math.max(...bins.map(({ images }) => images));
  const filled = bins.filter(({ images }) => images > 0);
  const bar = (name: string, color: string, values: readonly (readonly number[])[]) => ({
    name,
    type: 'custom' as const,
    color,
    renderItem: rectangle,
    data: values.map((value) => [...value]),
  });
  return [
    bar(
      'accuracy',
      '#3b7dd8',
      filled.map(({ from, to, accuracy }) => [from, accuracy, to]),
    ),
    bar(
      'images (fullest bin: 1)',
      '#bbb',
      filled.map(({ from, to, images }) => {
        const inset = (to - from) / 3;
        return [from + inset, images / fullest, to - inset];
      }),
    ),
  ];
}

/** From the axis up to a height, between two values: bars of ECharts have widths in pixels and stand beside bins. */
const rectangle: CustomSeriesRenderItem = (_, api) => {
  const [left = 0, top = 0] = api.coord([api.value(0), api.value(1)]);
  const [right = 0, bottom = 0] = api.coord([api.value(2), 0]);
  const shape = { x: left, y: top, width: right - left, height: bottom - top };
  return {
    type: 'rect',
    shape,
    style: { fill: api.visual('color') as string, stroke: '#fff', lineWidth: 1 },
  };
};
