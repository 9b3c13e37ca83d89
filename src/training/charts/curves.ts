import type { EpochFigures } from '../checkpoint.js';
import { renderSvg, titleOf } from './render.js';

const size = { width: 920, height: 420 };

type Figure = 'loss' | 'accuracy';

/** Loss and accuracy of each epoch, on training images and on held-out images. */
export function curves(history: readonly EpochFigures[], title: string): Promise<string> {
  const isJudged = history.some(({ heldOut }) => heldOut !== undefined);
  const epochs = history.map(({ epoch }) => String(epoch));
  const grid = [
    { left: 60, width: 350, top: 95, bottom: 50 },
    { left: 500, width: 350, top: 95, bottom: 50 },
  ];
  const axis = { type: 'value', scale: true } as const;
  return renderSvg(
    {
      title: { ...titleOf(title, size), top: 0 },
      legend: { top: 32, itemGap: 20, data: isJudged ? ['learned', 'held out'] : ['learned'] },
      grid,
      xAxis: [0, 1].map((gridIndex) => ({
        gridIndex,
        type: 'category',
        data: epochs,
        name: 'epoch',
        nameLocation: 'middle',
        nameGap: 28,
      })),
      yAxis: [
        { ...axis, gridIndex: 0, name: 'loss' },
        { ...axis, gridIndex: 1, name: 'accuracy' },
      ],
      series: [...lines(history, 'loss', 0), ...lines(history, 'accuracy', 1)],
    },
    size,
  );
}

function lines(history: readonly EpochFigures[], figure: Figure, panel: number) {
  const line = {
    type: 'line',
    showSymbol: history.length < 3,
    xAxisIndex: panel,
    yAxisIndex: panel,
  } as const;
  const [learned, heldOut] = ['#3b7dd8', '#d9663b'];
  return [
    { ...line, name: 'learned', color: learned, data: history.map((epoch) => epoch[figure]) },
    {
      ...line,
      name: 'held out',
      color: heldOut,
      data: history.map(({ heldOut }) => heldOut?.[figure] ?? null),
    },
  ];
}
