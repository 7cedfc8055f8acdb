/** Inspector: CVEs with their fix and exploit, ports reachable from outside, and what is over. */
import { describe, expect, it } from 'vitest';
import { caseKeyOf } from '../../src/domain/case-key.ts';
import { inspectorSource } from '../../src/sources/inspector.ts';
import { account, findingBy, reasonBy } from '../fixtures/native/envelope.ts';
import { inspector } from '../fixtures/native/posture.ts';

describe('vulnerabilities', () => {
  it('carry CVE, package, fix and exploit, and are cases by CVE', () => {
    const finding = findingBy(inspectorSource, inspector({ exploitAvailable: 'YES' }));
    expect(finding).toMatchObject({
      class: 'vulnerability',
      threat: 'vulnerability',
      type: 'CVE-2026-1234',
      severity: 'critical',
      vulnerability: { id: 'CVE-2026-1234', fixAvailable: true, exploitAvailable: true, package: 'openssl' },
      resources: [{ kind: 'instance', id: 'i-0abc1234def567890', name: 'web-7', publicAddresses: ['198.51.100.4'] }],
    });
    expect(caseKeyOf(finding)).toBe('vulnerability|CVE-2026-1234');
  });

  it('read the times Inspector’s events write', () => {
    const finding = findingBy(inspectorSource, inspector());
    expect(finding).toMatchObject({ firstSeenAt: Date.UTC(2026, 0, 19, 22, 46, 15), updatedAt: Date.UTC(2026, 10, 20, 0, 5, 0) });
  });

  it.each([
    [{ fixAvailable: 'PARTIAL' }, true],
    [{ fixAvailable: 'NO' }, false],
    [{ fixAvailable: undefined }, true],
    [
      {
        fixAvailable: undefined,
        packageVulnerabilityDetails: { vulnerabilityId: 'CVE-1', vulnerablePackages: [{ fixedInVersion: 'NotAvailable' }] },
      },
      false,
    ],
  ])('%j has a fix: %s', (more, fixAvailable) => {
    expect(findingBy(inspectorSource, inspector(more)).vulnerability?.fixAvailable).toBe(fixAvailable);
  });

  it.each([
    ['CLOSED', false, 'NEW'],
    ['SUPPRESSED', false, 'SUPPRESSED'],
    ['ACTIVE', true, 'NEW'],
  ])('%s is active: %s', (status, active, workflow) => {
    expect(findingBy(inspectorSource, inspector({ status }))).toMatchObject({ active, workflow });
  });

  it.each([
    ['AWS_ECR_CONTAINER_IMAGE', `arn:aws:ecr:eu-west-1:${account}:repository/shop/sha256:abc`, 'container'],
    ['AWS_LAMBDA_FUNCTION', `arn:aws:lambda:eu-west-1:${account}:function:f:$LATEST`, 'function'],
  ])('of %s', (type, id, kind) => {
    expect(findingBy(inspectorSource, inspector({ resources: [{ id, type }] })).resources[0]).toMatchObject({ kind });
  });
});

describe('other events', () => {
  it('a reachable port is an exposure', () => {
    const finding = findingBy(
      inspectorSource,
      inspector({
        type: 'NETWORK_REACHABILITY',
        title: 'Port 22 is reachable',
        severity: 'MEDIUM',
        packageVulnerabilityDetails: undefined,
      }),
    );
    expect(finding).toMatchObject({ class: 'threat', threat: 'exposure', type: 'Network reachability', severity: 'medium' });
    expect(finding.vulnerability).toBeUndefined();
  });

  it.each(['Inspector2 Scan', 'Inspector2 Coverage'])('%s is declined', (detailType) => {
    expect(reasonBy(inspectorSource, inspector({}, detailType))).toMatch(/^declined/);
  });

  it('rejects a finding without ARN or vulnerability', () => {
    expect(reasonBy(inspectorSource, inspector({ findingArn: undefined }))).toMatch(/^rejected/);
    expect(reasonBy(inspectorSource, inspector({ packageVulnerabilityDetails: undefined, title: 'x' }))).toMatch(/^rejected/);
  });
});
