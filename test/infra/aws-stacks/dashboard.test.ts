/** The dashboard reads exactly what the functions measure: every metric, under its name and dimensions, and none that nobody writes. */
import { expect, it } from 'vitest';
import { type MetricName, metricNamespace, metrics } from '../../../src/domain/measures.ts';
import { stacksWith } from '../../fixtures/aws-stacks.ts';

type Cell = string | Record<string, unknown>;

/** `[name, {dimension: value}]` of each of our metrics on the page. */
function shown(): [string, Record<string, unknown>][] {
  const [dashboard] = Object.values(stacksWith().hub.findResources('AWS::CloudWatch::Dashboard'));
  // Parts that only a deployment knows, such as the Region, stand as text here.
  const parts = dashboard?.Properties.DashboardBody['Fn::Join'][1] as Cell[];
  const body = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'x')).join('')) as {
    widgets: { properties: { metrics?: Cell[][] } }[];
  };
  return body.widgets
    .flatMap(({ properties }) => properties.metrics ?? [])
    .filter(([namespace]) => namespace === metricNamespace)
    .map(([, name, ...rest]) => {
      const dimensions = rest.filter((cell) => typeof cell === 'string');
      return [String(name), Object.fromEntries(dimensions.flatMap((cell, at) => (at % 2 === 0 ? [[cell, dimensions[at + 1]]] : [])))];
    });
}

it('shows every metric that is written, and no other', () => {
  expect([...new Set(shown().map(([name]) => name))].sort()).toEqual(Object.keys(metrics).sort());
});

it.each(Object.entries(metrics))('%s has the dimensions that it is written with', (name, { byFunction }) => {
  const mine = shown().filter(([each]) => each === (name as MetricName));
  for (const [, dimensions] of mine) {
    expect(Object.keys(dimensions)).toEqual(byFunction ? ['function', 'service'] : ['service']);
    expect(dimensions.service).toBe('drawbridge');
    if (byFunction) expect(dimensions.function).toMatch(/^drawbridge-/);
  }
});
