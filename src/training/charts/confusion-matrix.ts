import { renderSvg } from './render.js';

/** How often images of each class (rows) were given each label (columns). */
export function confusionMatrix(
  matrix: readonly (readonly number[])[],
  labels: readonly string[],
  title: string,
): Promise<string> {
  const cells = matrix.flatMap((row, truth) => {
    const images = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, answer) => ({
      value: [answer, truth, count === 0 ? 0 : count / images],
      label: { show: count > 0, formatter: String(count) },
    }));
  });
  const category = { type: 'category' as const, data: [...labels], splitArea: { show: true } };
  const side = Math.max(360, labels.length * 48);
  return renderSvg(
    {
      title: { text: title, left: 'center' },
      grid: { left: 130, right: 20, top: 50, bottom: 110 },
      xAxis: {
        ...category,
        name: 'answered',
        nameLocation: 'middle',
        nameGap: 80,
        axisLabel: { rotate: 40 },
      },
      yAxis: { ...category, name: 'true', nameLocation: 'middle', nameGap: 100, inverse: true },
      visualMap: { show: false, min: 0, max: 1, inRange: { color: ['#fff', '#cfe0f7', '#3b7dd8'] } },
      series: [{ type: 'heatmap', data: cells, label: { color: '#111', fontSize: 11 } }],
    },
    { width: side + 150, height: side + 160 },
  );
}
