/** What is one case and what is two. */
import { expect, test } from 'vitest';
import { caseKeyOf, rowKeyOf } from '../../src/domain/case-key.ts';
import type { Finding, Resource } from '../../src/domain/finding.ts';
import { instance, instanceFinding } from '../fixtures/instance-finding.ts';

const home = { account: '111122223333', region: 'eu-west-1' };
const user: Resource = { kind: 'user', id: 'ana', ...home };
const key = (id: string): Resource => ({ kind: 'access-key', id, ...home });
const control: Partial<Finding> = { class: 'control', threat: 'hygiene', type: 'S3.8', product: { name: 'Security Hub', genuine: true } };
const cve: Partial<Finding> = {
  class: 'vulnerability',
  type: 'CVE-2026-1234',
  vulnerability: { id: 'CVE-2026-1234', fixAvailable: true, exploitAvailable: false },
};

test.each<[string, Partial<Finding>, Partial<Finding>]>([
  ['two types of activity on an instance', {}, { type: 'CryptoCurrency:EC2/BitcoinTool.B', identity: 'other' }],
  [
    'two sessions of one user, in two Regions',
    { resources: [key('ASIA…AAAA'), user] },
    { resources: [key('ASIA…BBBB'), { ...user, region: 'us-east-1' }] },
  ],
  [
    'one control on two buckets',
    { ...control, resources: [{ kind: 'bucket', id: 'a', ...home }] },
    { ...control, resources: [{ kind: 'bucket', id: 'b', ...home }] },
  ],
  ['one CVE in two accounts', cve, { ...cve, account: '444455556666', resources: [{ ...instance, account: '444455556666' }] }],
])('one case: %s', (_, one, other) => {
  expect(caseKeyOf(instanceFinding(one))).toBe(caseKeyOf(instanceFinding(other)));
});

test.each<[string, Partial<Finding>, Partial<Finding>]>([
  ['an attack from outside and activity from inside', {}, { type: 'UnauthorizedAccess:EC2/SSHBruteForce', resourceRole: 'TARGET' }],
  ['two instances', {}, { resources: [{ ...instance, id: 'i-0123456789abcdef0' }] }],
  ['two accounts', {}, { resources: [{ ...instance, account: '444455556666' }] }],
  ['one control in two accounts', control, { ...control, account: '444455556666' }],
  ['the same control id of two products', control, { ...control, product: { name: 'ElectricEye', genuine: false } }],
  ['two CVEs', cve, { ...cve, vulnerability: { id: 'CVE-2026-9', fixAvailable: true, exploitAvailable: false } }],
  [
    'two attack sequences about one key',
    { type: 'AttackSequence:IAM/CompromisedCredentials' },
    { type: 'AttackSequence:IAM/CompromisedCredentials', identity: 'other' },
  ],
  ['practice and the real thing', {}, { sample: true }],
])('two cases: %s', (_, one, other) => {
  expect(caseKeyOf(instanceFinding(one))).not.toBe(caseKeyOf(instanceFinding(other)));
});

test('rows are resources', () => {
  expect(rowKeyOf(instanceFinding())).toBe('111122223333|eu-west-1|instance|i-0c10c2c7863d1a356');
  expect(rowKeyOf(instanceFinding({ resources: [key('AKIA…MPLE'), user] }))).toBe('111122223333|global|user|ana');
});

test('a name without end makes a bounded key, and two of them two keys', () => {
  const about = (id: string) => instanceFinding({ resources: [{ kind: 'other', id, ...home }] });
  const [one, other] = [about(`${'x'.repeat(5000)}1`), about(`${'x'.repeat(5000)}2`)];
  expect(rowKeyOf(one).length).toBeLessThanOrEqual(400);
  expect(caseKeyOf(one).length).toBeLessThanOrEqual(400);
  expect(rowKeyOf(one)).not.toBe(rowKeyOf(other));
  expect(caseKeyOf(one)).not.toBe(caseKeyOf(other));
});
