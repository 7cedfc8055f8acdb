/** Never-targets (I14): our own roles, what AWS keeps, and what policy protects by name or tag. */
import { describe, expect, it } from 'vitest';
import { neverTarget } from '../../src/domain/never-target.ts';
import { policyWith } from '../fixtures/policy.ts';

const policy = policyWith({
  neverTargets: { names: ['break-glass*', 'a.b', '*-audit-*'], tags: { 'secops:protected': 'true', frozen: '*' } },
});
const never = (name: string, tags: Record<string, string>) => neverTarget(name, tags, policy, 'drawbridge');

describe('neverTarget', () => {
  it.each([
    ['drawbridge-contain', {}, 'it belongs to Drawbridge itself'],
    ['AWSServiceRoleForSupport', {}, 'AWS keeps it'],
    ['AWSReservedSSO_Admin_0123', {}, 'AWS keeps it'],
    ['break-glass-1', {}, 'policy protects "break-glass*"'],
    ['eu-audit-reader', {}, 'policy protects "*-audit-*"'],
    ['a.b', {}, 'policy protects "a.b"'],
    ['ci', { 'secops:protected': 'true' }, 'it is tagged secops:protected=true'],
    ['ci', { frozen: 'since 2024' }, 'it is tagged frozen=since 2024'],
    ['ci', { 'SecOps:Protected': 'true' }, 'it is tagged SecOps:Protected=true'],
  ])('%s %o', (name, tags, reason) => {
    expect(never(name, tags)).toBe(reason);
  });

  it.each([
    ['ci-deploy', {}],
    ['aXb', {}],
    ['not-break-glass', {}],
    ['ci', { 'secops:protected': 'false' }],
    ['constructor', {}],
  ])('%s %o may be touched', (name, tags) => {
    expect(never(name, tags)).toBeUndefined();
  });
});
