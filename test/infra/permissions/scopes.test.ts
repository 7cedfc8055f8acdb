/** How far each call reaches: what the roles may not do with the calls they have. */
import { describe, expect, it } from 'vitest';
import { memberPolicies } from '../../../infra/aws/permissions/member-policies.ts';
import { playbooks } from '../../../src/playbooks/index.ts';
import { evaluate } from '../../fakes/iam-evaluator.ts';
import { type Checked, ordinaryResources } from '../../fixtures/aws-requests.ts';
import { allPolicies, memberOptions } from '../../fixtures/member-policies.ts';

const isolatedInstance = {
  resource: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1',
  context: { 'aws:ResourceTag/drawbridge:state': 'isolated' },
};
const role = 'arn:aws:iam::111122223333:role/ordinary';
const group = 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1';
const quarantined = { 'aws:ResourceTag/drawbridge:managed': 'quarantine' };

describe('the limits of what is allowed', () => {
  const limits: [string, 'contain' | 'destroy', Checked][] = [
    ['terminate what is not isolated', 'destroy', { action: 'ec2:TerminateInstances', resource: isolatedInstance.resource }],
    ['terminate as contain', 'contain', { action: 'ec2:TerminateInstances', ...isolatedInstance }],
    ['change what is not isolated as destroy', 'destroy', { action: 'ec2:ModifyInstanceAttribute', resource: isolatedInstance.resource }],
    ['cut off anything as destroy', 'destroy', { action: 'ec2:DisassociateIamInstanceProfile', ...isolatedInstance }],
    [
      'attach another policy',
      'contain',
      { action: 'iam:AttachRolePolicy', resource: role, context: { 'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess' } },
    ],
    [
      'attach a policy of the account with that name',
      'contain',
      { action: 'iam:AttachRolePolicy', resource: role, context: { 'iam:PolicyARN': 'arn:aws:iam::111122223333:policy/AWSDenyAll' } },
    ],
    [
      'give a profile to what is not isolated',
      'contain',
      { action: 'ec2:AssociateIamInstanceProfile', resource: isolatedInstance.resource },
    ],
    [
      'pass a role to another service',
      'contain',
      { action: 'iam:PassRole', resource: role, context: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
    ],
    [
      'pass one of its own roles',
      'contain',
      {
        action: 'iam:PassRole',
        resource: role.replace('ordinary', 'drawbridge-destroy'),
        context: { 'iam:PassedToService': 'ec2.amazonaws.com' },
      },
    ],
    ['open the quarantine group', 'contain', { action: 'ec2:AuthorizeSecurityGroupIngress', resource: group, context: quarantined }],
    ['let anything out', 'contain', { action: 'ec2:RevokeSecurityGroupEgress', resource: group }],
    ['make a group that is no quarantine', 'contain', { action: 'ec2:CreateSecurityGroup', resource: group }],
    [
      'set tags of others',
      'contain',
      {
        action: 'ec2:CreateTags',
        resource: isolatedInstance.resource,
        context: { 'aws:TagKeys': ['drawbridge:case', 'secops:protected'] },
      },
    ],
    [
      'take tags of others away',
      'contain',
      { action: 'ec2:DeleteTags', resource: isolatedInstance.resource, context: { 'aws:TagKeys': ['secops:protected'] } },
    ],
    ['tag without saying what', 'contain', { action: 'ec2:CreateTags', resource: isolatedInstance.resource }],
    [
      'call an open group quarantine',
      'contain',
      { action: 'ec2:CreateTags', resource: group, context: { 'aws:TagKeys': ['drawbridge:managed'] } },
    ],
    [
      'unmark evidence',
      'destroy',
      { action: 'ec2:DeleteTags', resource: 'arn:aws:ec2:eu-west-1::snapshot/snap-1', context: { 'aws:TagKeys': ['drawbridge:instance'] } },
    ],
    [
      'use a key for itself',
      'contain',
      {
        action: 'kms:CreateGrant',
        resource: 'arn:aws:kms:eu-west-1:111122223333:key/k',
        context: { 'kms:GrantIsForAWSResource': 'false', 'kms:ViaService': 'ec2.eu-west-1.amazonaws.com' },
      },
    ],
    [
      'change a service-linked role',
      'contain',
      { action: 'iam:PutRolePolicy', resource: 'arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX' },
    ],
    [
      'change a role of Identity Center',
      'contain',
      { action: 'iam:PutRolePolicy', resource: 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1' },
    ],
    ['go on to another role', 'contain', { action: 'sts:AssumeRole', resource: role }],
  ];
  it.each(limits)('nobody may %s', (_what, roleClass, checked) => {
    expect(evaluate(allPolicies[roleClass] ?? [], checked)).not.toBe('allowed');
  });

  it.each(['ec2:DeleteSnapshot', 'ec2:DeleteVolume', 'iam:DeleteAccessKey', 'iam:DeleteUser', 'iam:CreateAccessKey'])(
    '%s is denied outright',
    (action) => {
      for (const roleClass of ['contain', 'destroy'] as const) {
        for (const resource of ['*', ...ordinaryResources])
          expect(evaluate(allPolicies[roleClass] ?? [], { action, resource })).toBe('denied');
      }
    },
  );

  it.each(['ec2:TerminateInstances', 'autoscaling:TerminateInstanceInAutoScalingGroup'])('%s is denied outright to contain', (action) => {
    for (const resource of ['*', ...ordinaryResources]) {
      const request = { action, resource, context: isolatedInstance.context };
      expect(evaluate(allPolicies.contain, request)).toBe('denied');
      expect(evaluate(allPolicies.destroy ?? [], request)).not.toBe('denied');
    }
  });

  it('an isolation alone empties quarantine groups only', () => {
    const documents = memberPolicies({ ...memberOptions, enabled: playbooks.filter(({ id }) => id === 'isolate_instance') }).contain;
    const revoke = { action: 'ec2:RevokeSecurityGroupIngress', resource: group };
    expect(evaluate(documents, revoke)).toBe('not allowed');
    expect(evaluate(documents, { ...revoke, context: quarantined })).toBe('allowed');
  });
});
