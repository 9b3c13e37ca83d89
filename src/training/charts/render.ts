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

export const chartPercent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`;
