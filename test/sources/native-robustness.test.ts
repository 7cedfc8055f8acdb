/** Whatever happens to an event on its way, the native sources answer once, within bounds, and without showing a key. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessAnalyzerSource } from '../../src/sources/access-analyzer.ts';
import { cloudtrailSource } from '../../src/sources/cloudtrail.ts';
import { configRuleSource } from '../../src/sources/config-rule.ts';
import type { Envelope, Source } from '../../src/sources/define.ts';
import { guarddutySource } from '../../src/sources/guardduty.ts';
import { inspectorSource } from '../../src/sources/inspector.ts';
import { macieSource } from '../../src/sources/macie.ts';
import { policy, signIn, trailCall } from '../fixtures/native/cloudtrail.ts';
import {
  accessKeyDetails,
  attackSequence,
  bucketDetails,
  guardDuty,
  instanceDetails,
  keyId,
  malwareScan,
} from '../fixtures/native/guardduty.ts';
import { accessAnalyzer, changedBucket, configRule, inspector, macie } from '../fixtures/native/posture.ts';

const everything = { resourceType: 'Instance', instanceDetails, accessKeyDetails, s3BucketDetails: bucketDetails };
const trust = policy({ Effect: 'Allow', Principal: { AWS: '*' }, Action: '*', Resource: '*' });

const samples: [string, Source, Envelope][] = [
  ['guardduty', guarddutySource, guardDuty('Backdoor:EC2/C&CActivity.B', everything)],
  ['attack sequence', guarddutySource, attackSequence()],
  ['malware scan', guarddutySource, malwareScan('THREATS_FOUND', [{ name: 'X' }])],
  ['access-analyzer', accessAnalyzerSource, accessAnalyzer()],
  ['macie', macieSource, macie('Policy:IAMUser/S3BucketPublic', { policyDetails: changedBucket })],
  ['inspector', inspectorSource, inspector()],
  ['config-rule', configRuleSource, configRule('restricted-ssh', 'NON_COMPLIANT')],
  ['policy edit', cloudtrailSource, trailCall('iam:UpdateAssumeRolePolicy', { roleName: 'ci', policyDocument: trust })],
  ['bucket policy', cloudtrailSource, trailCall('s3:PutBucketPolicy', { bucketName: 'b', bucketPolicy: JSON.parse(trust) })],
  [
    'event selectors',
    cloudtrailSource,
    trailCall('cloudtrail:PutEventSelectors', { eventSelectors: [{ includeManagementEvents: false }] }),
  ],
  [
    'detector',
    cloudtrailSource,
    trailCall('guardduty:UpdateDetector', { dataSources: { s3Logs: { enable: false } }, features: [{ name: 'X', status: 'DISABLED' }] }),
  ],
  [
    'port',
    cloudtrailSource,
    trailCall('ec2:AuthorizeSecurityGroupIngress', {
      groupId: 'sg-1',
      ipPermissions: { items: [{ ipProtocol: '-1', ipRanges: { items: [{ cidrIp: '::/0' }] } }] },
    }),
  ],
  [
    'snapshot',
    cloudtrailSource,
    trailCall('ec2:ModifySnapshotAttribute', { snapshotId: 's', createVolumePermission: { add: { items: [{ group: 'all' }] } } }),
  ],
  ['sign-in', cloudtrailSource, signIn('Success', 'No', { type: 'Root' })],
];

const junk = fc.oneof(
  fc.constantFrom(
    null,
    undefined,
    '',
    'null',
    '{{x}}',
    '__proto__',
    '<!channel>',
    '\u202e',
    {},
    [],
    [null],
    [[]],
    true,
    -1,
    Number.NaN,
    keyId,
  ),
  fc.string(),
  fc.constant('🙂'.repeat(5000)),
  fc.double(),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Replaces one value somewhere inside, chosen by `steps`. */
function damaged(value: unknown, steps: number[], replacement: unknown): unknown {
  const [step = 0, ...rest] = steps;
  if (typeof value !== 'object' || value === null || steps.length === 0) return replacement;
  const keys = Object.keys(value);
  const chosen = keys[step % Math.max(1, keys.length)];
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
  if (chosen !== undefined) Reflect.set(copy, chosen, damaged(Reflect.get(value, chosen), rest, replacement));
  return copy;
}

const damage = fc.record({ steps: fc.array(fc.nat(20), { maxLength: 7 }), value: junk });

describe('damaged events', () => {
  it.each(samples)('%s', (_name, source, envelope) => {
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
        const detail = damages.reduce<unknown>((value, one) => damaged(value, one.steps, one.value), envelope.detail);
        const { results } = source.parse({ ...envelope, detail });
        expect(results).toHaveLength(1);
        const [result] = results;
        if (result?.outcome !== 'finding') {
          expect(result?.reason.length).toBeGreaterThan(10);
          expect([...(result?.reason ?? '')].length).toBeLessThanOrEqual(300);
          return;
        }
        const { finding } = result;
        expect([...finding.title].length).toBeLessThanOrEqual(256);
        expect([...finding.description].length).toBeLessThanOrEqual(1024);
        expect(finding.identity.length).toBeLessThanOrEqual(512);
        expect(finding.account).toMatch(/^\d{12}$/);
        expect(finding.resources.length).toBeGreaterThan(0);
        expect(Number.isFinite(finding.updatedAt) && Number.isFinite(finding.createdAt) && finding.count >= 1).toBe(true);
        expect(`${finding.title}${finding.description}`).not.toContain(keyId);
        expect(JSON.stringify(finding)).toBeTypeOf('string');
      }),
      { numRuns: 200 },
    );
  });

  it.each(samples)('%s leaves the event as it was', (_name, source, envelope) => {
    const before = JSON.stringify(envelope);
    source.parse(envelope);
    expect(JSON.stringify(envelope)).toBe(before);
  });
});

describe('events of others', () => {
  it.each(samples)('%s is not taken from a source that is not AWS', (_name, source, envelope) => {
    expect(source.accepts(envelope)).toBe(true);
    expect(source.accepts({ ...envelope, source: 'acme.security' })).toBe(false);
    expect(source.accepts({ ...envelope, detailType: 'constructor' })).toBe(false);
  });
});
