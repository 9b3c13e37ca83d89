import type { EChartsOption } from 'echarts';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The chart as the text of an SVG picture; no browser is needed. ECharts weighs 62 MB: only training installs it. */
export async function renderSvg(option: EChartsOption, size: Size): Promise<string> {
  const { init } = await import('echarts');
  const chart = init(undefined, undefined, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ animation: false, backgroundColor: '#fff', ...option });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/** A title in the middle, of letters so small that a long model's name is not cut. */
export function titleOf(text: string, { width }: Size) {
  const widestLetter = 0.68; // of bold sans serif, in font sizes
  const fontSize = Math.min(18, Math.floor(width / (widestLetter * text.length)));
  return { text, left: 'center', textStyle: { fontSize } };
}

export const chartPercent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`;
