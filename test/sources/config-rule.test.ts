/** Config rules: broken, kept again, or none of our business. */
import { describe, expect, it } from 'vitest';
import { caseKeyOf } from '../../src/domain/case-key.ts';
import { configRuleSource } from '../../src/sources/config-rule.ts';
import { account, findingBy, reasonBy } from '../fixtures/native/envelope.ts';
import { configRule } from '../fixtures/native/posture.ts';

describe('compliance changes', () => {
  it.each([
    ['s3-bucket-public-read-prohibited', 'high', 'exposure'],
    ['restricted-ssh', 'high', 'exposure'],
    ['iam-root-access-key-check', 'high', 'exposure'],
    ['encrypted-volumes', 'medium', 'hygiene'],
    ['iam-user-mfa-enabled', 'medium', 'hygiene'],
  ])('%s broken is %s, %s', (rule, severity, threat) => {
    const finding = findingBy(configRuleSource, configRule(rule, 'NON_COMPLIANT'));
    expect(finding).toMatchObject({
      class: 'control',
      type: rule,
      severity,
      threat,
      active: true,
      description: 'Because.',
      resources: [{ kind: 'bucket', id: 'payroll' }],
    });
    expect(caseKeyOf(finding)).toBe(`control|${account}|config|${rule}`);
  });

  it('closes with the identity it opened with', () => {
    const opened = findingBy(configRuleSource, configRule('encrypted-volumes', 'NON_COMPLIANT'));
    const closed = findingBy(configRuleSource, configRule('encrypted-volumes', 'COMPLIANT'));
    expect(closed).toMatchObject({ active: false, identity: opened.identity });
    expect(opened.identity).toBe(`config/${account}/eu-west-1/encrypted-volumes/payroll`);
  });

  it.each([
    [configRule('encrypted-volumes', 'NOT_APPLICABLE'), /^declined: .*does not apply/],
    [configRule('encrypted-volumes', 'INSUFFICIENT_DATA'), /^declined: .*could not be evaluated/],
    [configRule('securityhub-s3-bucket-public-read-prohibited-1a2b', 'NON_COMPLIANT'), /^declined: .*Security Hub/],
    [configRule('encrypted-volumes', 'WHATEVER'), /^rejected/],
    [configRule('encrypted-volumes', 'COMPLIANT', { resourceId: undefined }), /^rejected/],
  ])('%#', (envelope, reason) => {
    expect(reasonBy(configRuleSource, envelope)).toMatch(reason);
  });
});
