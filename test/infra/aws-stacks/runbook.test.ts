/** Each alarm has its part of the runbook and links to it, and each part has its alarm. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stacksWith } from '../../fixtures/aws-stacks.ts';

const text = readFileSync('docs/runbook.md', 'utf8');
/** What is under each heading of the third level. */
const parts = new Map(
  text
    .split(/^### /m)
    .slice(1)
    .map((part) => [part.split('\n')[0] ?? '', part.split('\n').slice(1).join('\n').split(/^## /m)[0]?.trim() ?? '']),
);
/** As GitHub links a heading. */
const linkOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');

function alarmsWith(context: Record<string, string>) {
  const found = stacksWith({ tickets: 'yes', ...context }).hub.findResources('AWS::CloudWatch::Alarm');
  return Object.values(found).map(({ Properties }) => ({
    name: String(Properties.AlarmName).replace(/^drawbridge-/, ''),
    says: String(Properties.AlarmDescription),
  }));
}
const alarms = alarmsWith({});

describe('the runbook', () => {
  it('has a part for each alarm, and an alarm for each part', () => {
    expect([...parts.keys()].sort()).toEqual(alarms.map(({ name }) => name).sort());
  });

  it('says something in each', () => {
    for (const [name, words] of parts) expect(words.length, name).toBeGreaterThan(10);
  });

  it('is linked from each alarm, to the part of that name', () => {
    for (const { name, says } of alarms) expect(says).toMatch(new RegExp(`docs/runbook\\.md#${linkOf(name)}$`));
  });

  it('no two parts have the same link, and its own links lead somewhere', () => {
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => linkOf(heading));
    expect(new Set(headings).size).toBe(headings.length);
    for (const [, target = ''] of text.matchAll(/\]\(#([^)]+)\)/g)) expect(headings).toContain(target);
  });

  it('may be read elsewhere', () => {
    const [alarm] = alarmsWith({ runbook: 'https://wiki.example/drawbridge' });
    expect(alarm?.says).toMatch(/ https:\/\/wiki\.example\/drawbridge#/);
  });
});

it('what runs once an hour fails loudly at once', () => {
  const { hub } = stacksWith();
  hub.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'drawbridge-export-evidence-errors',
    Period: 3600,
    Threshold: 1,
    EvaluationPeriods: 1,
  });
  hub.hasResourceProperties('AWS::CloudWatch::Alarm', {
    AlarmName: 'drawbridge-evidence-silent',
    TreatMissingData: 'breaching',
    EvaluationPeriods: 2,
  });
});
