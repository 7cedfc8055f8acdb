/** docs/costs.md, written from what is computed. */
import { assumptions, dollars, fixedLines, type Made, monthlyCost, prices, variableLines } from './costs.ts';

const scales = [100, 1_000, 10_000, 250_000] as const;

function shown(amount: number): string {
  return amount < 1 ? amount.toFixed(2) : amount.toFixed(0);
}
const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** The whole page. */
export function costPage(made: Made): string {
  const names = variableLines(0).map(({ what }) => what);
  const by = new Map(scales.map((scale) => [scale, variableLines(scale)]));
  const cells = (at: number) => scales.map((scale) => shown(dollars(by.get(scale)?.[at] ?? { what: '', bill: {} })));
  return [
    '# What it costs',
    '',
    'Computed by [infra/costs.ts](../infra/costs.ts) from the prices and assumptions below and from the template; `npx vitest run test/infra/costs.test.ts -u`',
    'writes it again. US dollars a month in the security account, but for forwarding, which each account pays for itself.',
    'Slack, PagerDuty, and the services that report (GuardDuty, Security Hub, Config, CloudTrail) are not in it; nor is a table key of your own (1.00 and its use).',
    '',
    row('', ...scales.map((scale) => `${scale.toLocaleString('en')} events a day`)),
    row('---', ...scales.map(() => '---')),
    ...fixedLines(made).map((line) => row(`fixed: ${line.what}`, ...scales.map(() => shown(dollars(line))))),
    ...names.map((what, at) => row(what, ...cells(at))),
    row('**together**', ...scales.map((scale) => `**${shown(monthlyCost(made, scale).all)}**`)),
    '',
    'Events are what matches the rules, after EventBridge has dropped the rest without charge. In the member accounts roles and rules are free, and the hourly sign of',
    'life costs less than a cent. Of alarms, a tenth of a dollar each, the account’s first ten are free, which is not counted here.',
    '',
    '## Assumptions',
    '',
    row('of the events, or of the cases', 'is'),
    row('---', '---'),
    ...assumptions.map(({ value, why }) => row(why, String(value))),
    row('taking in: write units of an event that is new, read units of any, as the store operations of the bench are', '10 and 1.5'),
    row('taking in: seconds of a function with 1 GB, bytes of log', '0.1 and 1,000'),
    row('showing a change: seconds of a function with 512 MB on each surface, write and read units of all', '0.3, 12 and 48'),
    row('kB kept of an event that is new, in the table and again as evidence', '4'),
    row('each hour, for evidence and for the sweep: seconds of a function with 1 GB', '10'),
    '',
    '## Prices',
    '',
    row('us-east-1, November 2026, no free tier', 'US dollars'),
    row('---', '---'),
    ...Object.entries(prices).map(([name, price]) => row(name, String(price))),
    '',
  ].join('\n');
}
