import { calibrationError, type ReliabilityBin } from '../calibration-error.js';
import { chartPercent, renderSvg } from './render.js';

/** Accuracy by confidence: on the diagonal a model is as sure as it is right. */
export function reliabilityDiagram(bins: readonly ReliabilityBin[], title: string): Promise<string> {
  const axis = { type: 'value' as const, min: 0, max: 1 };
  return renderSvg(
    {
      title: {
        text: title,
        subtext: `expected calibration error ${chartPercent(calibrationError(bins), 2)}`,
        left: 'center',
      },
      grid: { left: 60, right: 40, top: 80, bottom: 60 },
      legend: { bottom: 0 },
      xAxis: { ...axis, name: 'confidence', nameLocation: 'middle', nameGap: 25 },
      yAxis: { ...axis, name: 'accuracy' },
      series: [...bars(bins), diagonal],
    },
    { width: 500, height: 500 },
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

function bars(bins: readonly ReliabilityBin[]) {
  const widest = bins[0] ? bins[0].to - bins[0].from : 1;
  const fullest = Math.max(...bins.map(({ images }) => images));
  const bar = (name: string, color: string, height: (bin: ReliabilityBin) => number) => ({
    name,
    type: 'bar' as const,
    color,
    data: bins.map((bin) => [(bin.from + bin.to) / 2, height(bin)]),
  });
  return [
    { ...bar('accuracy', '#3b7dd8', ({ accuracy }) => accuracy), barWidth: widest * 380 },
    {
      ...bar('images, of the fullest bin', '#bbb', ({ images }) => images / fullest),
      barWidth: widest * 120,
      barGap: '-65%',
    },
  ];
}
