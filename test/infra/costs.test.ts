/** What it costs: computed from the template as it is, and on the page as computed. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { costPage } from '../../infra/cost-page.ts';
import { type Made, monthlyCost } from '../../infra/costs.ts';
import { metrics } from '../../src/domain/measures.ts';
import { stacksWith } from '../fixtures/aws-stacks.ts';

const { hub } = stacksWith();
const valuesOf = (type: string) => Object.values(hub.findResources(type)).map(({ Properties }) => Properties as Record<string, unknown>);
const polled = valuesOf('AWS::Lambda::EventSourceMapping').filter(({ EventSourceArn }) => /Queue/.test(JSON.stringify(EventSourceArn)));
const fifo = polled.filter(({ EventSourceArn }) => /Fifo/.test(JSON.stringify(EventSourceArn)));
const environments = valuesOf('AWS::Lambda::Function').map(({ Environment }) => JSON.stringify(Environment));
const secrets = new Set(environments.flatMap((text) => /DRAWBRIDGE_SECRETS":"([^"]+)"/.exec(text)?.[1]?.split(',') ?? []));
/** One of each, or one for each function behind a queue; failures only while there are some. */
const measured = Object.entries(metrics).flatMap(([name, { byFunction }]) => (name === 'Failures' ? [] : [byFunction ? polled.length : 1]));
const watched = new Set([...valuesOf('AWS::Logs::MetricFilter'), ...valuesOf('AWS::CloudWatch::Alarm')].flatMap(ownMetric));
const made: Made = {
  alarms: valuesOf('AWS::CloudWatch::Alarm').length,
  dashboards: valuesOf('AWS::CloudWatch::Dashboard').length,
  metrics: measured.reduce((sum, each) => sum + each, watched.size),
  secrets: secrets.size,
  queues: polled.length - fifo.length,
  fifoQueues: fifo.length,
};

function ownMetric({ MetricTransformations: made, Namespace: namespace, MetricName: name }: Record<string, unknown>): string[] {
  if (Array.isArray(made)) return made.map((each: { MetricName: string }) => each.MetricName);
  return typeof namespace === 'string' && !namespace.startsWith('AWS/') ? [String(name)] : [];
}

describe('costs', () => {
  it('are on the page as computed (npx vitest run test/infra/costs.test.ts -u writes it again)', async () => {
    expect(made.secrets).toBeGreaterThan(1);
    expect(made.queues + made.fifoQueues).toBeGreaterThan(8);
    await expect(costPage(made)).toMatchFileSnapshot('../../docs/costs.md');
  });

  it('are in the README as on the page, within a tenth', () => {
    const line = readFileSync('README.md', 'utf8')
      .split('\n')
      .find((each) => each.startsWith('| US dollars a month'));
    const said = (line ?? '').split('|').slice(2, 6).map(Number);
    for (const [at, eventsPerDay] of [100, 1_000, 10_000, 250_000].entries()) {
      const { all } = monthlyCost(made, eventsPerDay);
      expect(Math.abs((said[at] ?? 0) - all) / all, `${eventsPerDay}: ${all}`).toBeLessThan(0.1);
    }
  });

  it('grow with events, and what is fixed does not', () => {
    const [small, large] = [monthlyCost(made, 100), monthlyCost(made, 250_000)];
    expect(small.fixed).toBe(large.fixed);
    expect(small.all - small.fixed).toBeCloseTo((large.all - large.fixed) / 2500, 0);
    expect(monthlyCost(made, 0).all).toBeCloseTo(small.fixed, 5);
  });
});
