/** The one way in: every input gives at least one result with a reason, whatever it is. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseInput, sources } from '../../src/sources/index.ts';
import { control, customAction, guardDuty, imported, importedV2, ocsf } from '../fixtures/hub.ts';

const health = {
  'detail-type': 'AWS Health Event',
  source: 'aws.health',
  account: '111122223333',
  region: 'us-east-1',
  time: '2026-11-20T03:00:00Z',
  detail: {
    eventArn: 'arn:aws:health:us-east-1::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/X1',
    eventTypeCode: 'AWS_RISK_CREDENTIALS_EXPOSED',
    eventDescription: [{ latestDescription: 'A key is public.' }],
    affectedEntities: [{ entityValue: 'AKIAIOSFODNN7EXAMPLE' }],
  },
};

test('an exposed key from AWS Health', () => {
  expect(parseInput(JSON.stringify(health)).results).toMatchObject([
    {
      outcome: 'finding',
      finding: {
        threat: 'active',
        severity: 'critical',
        product: { name: 'Health', genuine: true },
        accessKeys: [{ kind: 'long-term' }],
        resources: [{ id: 'AKIA…MPLE' }],
      },
    },
  ]);
});

test.each<[string, unknown, string, RegExp]>([
  ['text', 'hello', 'rejected', /not JSON/],
  ['a number', '7', 'rejected', /an event is an object/],
  ['a list', [], 'rejected', /an event is an object/],
  ['nothing', null, 'rejected', /an event is an object/],
  ['any object', { a: 1 }, 'rejected', /neither source nor detail-type/],
  ['operations', { ...health, detail: { ...health.detail, eventTypeCode: 'AWS_EC2_MAINTENANCE' } }, 'declined', /operations/],
  ['a stranger', { ...health, source: 'awshealth.mock' }, 'declined', /somebody other than AWS/],
  [
    'a partner',
    { source: 'aws.partner/datadog.com/alerts', 'detail-type': 'Datadog Alert Notification' },
    'declined',
    /somebody other than AWS/,
  ],
  ['insights', { source: 'aws.securityhub', 'detail-type': 'Security Hub Insight Results' }, 'declined', /counts over findings/],
  ['a workflow', { source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change' }, 'declined', /operations/],
  ['an unknown service', { source: 'aws.new', 'detail-type': 'New Thing' }, 'declined', /"New Thing" events from aws.new are not a source/],
])('%s', (_, body, outcome, reason) => {
  expect(parseInput(body).results).toMatchObject([{ outcome, reason: expect.stringMatching(reason) as string }]);
});

test('are all named in docs/sources.md (npx vitest run test/sources/index.test.ts -u writes them again)', async () => {
  const lines = [
    '# What Drawbridge reads',
    '',
    'Every input has exactly one outcome: in a case, declined with a reason, or rejected with a reason and kept. A test writes this list from the',
    'registry in [`src/sources/index.ts`](../src/sources/index.ts); which events come in at all, and by which queue, is in',
    '[`infra/event-rules.ts`](../infra/event-rules.ts).',
    '',
    '| source | reads |',
    '| --- | --- |',
    ...sources.map(({ id, reads }) => `| ${id} | ${reads} |`),
    '',
    'The same problem through several of them has one identity and is one case. A copy that came through an SNS topic is read as the event it',
    'contains, if policy lists the topic under `trustedTopics`.',
    '',
    '- **Trusted Advisor**: exposed keys page; checks about what is open to everyone ask for a decision; everything else in ERROR or WARN, also',
    '  about cost and limits, is recorded and in the lists. OK closes.',
    '- **Shield and WAF** send no events of their own. An attack becomes known by an alarm on `DDoSDetected` (or any other metric of',
    '  `AWS/DDoSProtection`), requests that WAF blocks by an alarm on `AWS/WAFV2`; protection that somebody takes away, by CloudTrail.',
    '- **Insight results** are counts: they can be sent to Slack, by e-mail or to the security workflow, and nothing is done on their word.',
    '',
  ];
  await expect(lines.join('\n')).toMatchFileSnapshot('../../docs/sources.md');
});

describe('I1: every input has an outcome', () => {
  const whole = (body: unknown): void => {
    const { results } = parseInput(body);
    expect(results.length).toBeGreaterThan(0);
    for (const result of results) {
      if (result.outcome !== 'finding') {
        expect(result.reason).not.toBe('');
        continue;
      }
      const { finding } = result;
      expect(finding.account).toMatch(/^\d{12}$/);
      expect(finding.resources.length).toBeGreaterThan(0);
      expect(finding.identity.length).toBeLessThanOrEqual(512);
      expect(Number.isFinite(finding.updatedAt) && Number.isFinite(finding.createdAt)).toBe(true);
    }
  };
  const samples: unknown[] = [
    health,
    imported(control('S3.8')),
    imported(guardDuty('TTPs/x/Recon:EC2-Portscan')),
    customAction('x', control('S3.8'), control('EC2.8')),
    importedV2(ocsf(2004)),
    importedV2(ocsf(2003, { compliance: { control: 'S3.8', status: 'Fail' } })),
  ];
  const types = [
    ...new Set(
      samples.map((sample) =>
        JSON.stringify([(sample as { source: string }).source, (sample as { 'detail-type': string })['detail-type']]),
      ),
    ),
    '["aws.guardduty","GuardDuty Finding"]',
    '["aws.guardduty","GuardDuty Malware Protection Object Scan Result"]',
    '["aws.macie","Macie Finding"]',
    '["aws.inspector2","Inspector2 Finding"]',
    '["aws.access-analyzer","Access Analyzer Finding"]',
    '["aws.config","Config Rules Compliance Change"]',
    '["aws.iam","AWS API Call via CloudTrail"]',
    '["aws.trustedadvisor","Trusted Advisor Check Item Refresh Notification"]',
    '["aws.securityhub","Security Hub Insight Results"]',
    '["aws.cloudwatch","CloudWatch Alarm State Change"]',
  ].map((pair) => JSON.parse(pair) as [string, string]);

  test('any JSON', () => {
    fc.assert(fc.property(fc.jsonValue(), whole), { numRuns: 300 });
    fc.assert(fc.property(fc.string(), whole), { numRuns: 100 });
  });

  test('any detail under a known name', () => {
    const detail = fc.oneof(fc.jsonValue(), fc.record({ findings: fc.array(fc.jsonValue(), { maxLength: 3 }) }));
    const event = fc
      .tuple(fc.constantFrom(...types), detail)
      .map(([[source, detailType], inner]) => ({ source, 'detail-type': detailType, detail: inner }));
    fc.assert(fc.property(event, whole), { numRuns: 500 });
  });

  test('any real shape with one value swapped for another', () => {
    const mutated = fc
      .tuple(fc.constantFrom(...samples), fc.nat(), fc.jsonValue())
      .map(([sample, at, value]) => swapped(sample, at, value));
    fc.assert(fc.property(mutated, whole), { numRuns: 1000 });
  });
});

/** The nth value anywhere in it replaced. */
function swapped(sample: unknown, at: number, value: unknown): unknown {
  let count = 0;
  JSON.stringify(sample, (_, inner: unknown) => {
    count += 1;
    return inner;
  });
  let seen = 0;
  const text = JSON.stringify(sample, (_, inner: unknown) => {
    seen += 1;
    return seen === 1 + (at % count) ? value : inner;
  });
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}
