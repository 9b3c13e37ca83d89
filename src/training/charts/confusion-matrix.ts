import { renderSvg, titleOf } from './render.js';

/** How often images of each class (rows) were given each label (columns). */
export function confusionMatrix(
  matrix: readonly (readonly number[])[],
  labels: readonly string[],
  title: string,
): Promise<string> {
  const category = { type: 'category' as const, data: [...labels], splitArea: { show: true } };
  const axisLabel = { width: 95, overflow: 'truncate' as const, interval: 0 };
  const side = Math.max(360, labels.length * 48);
  const size = { width: side + 150, height: side + 160 };
  return renderSvg(
    {
      title: titleOf(title, size),
      grid: { left: 130, right: 20, top: 50, bottom: 110 },
      xAxis: {
        ...category,
        name: 'answered',
        nameLocation: 'middle',
        nameGap: 80,
        axisLabel: { ...axisLabel, rotate: 40 },
      },
      yAxis: { ...category, name: 'true', nameLocation: 'middle', nameGap: 105, inverse: true, axisLabel },
      visualMap: { show: false, min: 0, max: 1, inRange: { color: ['#fff', '#cfe0f7', '#3b7dd8'] } },
      series: [
        {
          type: 'heatmap',
          data: cellsOf(matrix),
          label: { color: '#111', fontSize: 11 },
          itemStyle: { borderColor: '#e8e8e8', borderWidth: 1 },
        },
      ],
    },
    size,
  );
}

function cellsOf(matrix: readonly (readonly number[])[]) {
  return matrix.flatMap((row, truth) => {
    const images = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, answer) => ({
      value: [answer, truth, count === 0 ? 0 : count / images],
      label: { show: count > 0, formatter: String(count) },
    }));
  });
}
