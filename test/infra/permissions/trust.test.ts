/** Who may assume the member roles, and who may not. */
import { describe, expect, it } from 'vitest';
import { type TrustOptions, trustPolicies } from '../../../infra/aws/permissions/trust.ts';
import { evaluate, type IamRequest } from '../../fakes/iam-evaluator.ts';

const hubRole = (name: string) => `arn:aws:iam::999988887777:role/drawbridge-hub-${name}`;
const options: TrustOptions = {
  deployment: 'drawbridge',
  organisation: 'o-a1b2c3d4e5',
  team: 'T0DRAW',
  hub: { read: [hubRole('worker'), hubRole('responder')], contain: [hubRole('responder')], destroy: hubRole('destroyer') },
};
const trust = trustPolicies(options);
const person = { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5', 'sts:SourceIdentity': 'T0DRAW-U0ANA' };
const nobody = { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' };
const stranger = { ...person, 'aws:PrincipalOrgID': 'o-z9y8x7w6v5' };

const cases: [string, keyof typeof trust, string, Record<string, string>, boolean][] = [
  ['the worker reads', 'read', hubRole('worker'), nobody, true],
  ['another role of the hub', 'read', hubRole('door'), nobody, false],
  ['a role with the same name elsewhere', 'read', hubRole('worker').replace('999988887777', '111122223333'), nobody, false],
  ['the hub account itself', 'read', 'arn:aws:iam::999988887777:root', nobody, false],
  ['from outside of the organisation', 'read', hubRole('worker'), stranger, false],
  ['for a person', 'contain', hubRole('responder'), person, true],
  ['for the strategy', 'contain', hubRole('responder'), { ...nobody, 'sts:SourceIdentity': 'drawbridge-auto' }, true],
  ['for nobody', 'contain', hubRole('responder'), nobody, false],
  ['for somebody of another team', 'contain', hubRole('responder'), { ...nobody, 'sts:SourceIdentity': 'T0ELSE-U0EVE' }, false],
  ['the reader contains', 'contain', hubRole('worker'), person, false],
  ['the destroyer destroys', 'destroy', hubRole('destroyer'), person, true],
  ['the responder destroys', 'destroy', hubRole('responder'), person, false],
  ['the destroyer contains', 'contain', hubRole('destroyer'), person, false],
  ['the destroyer from outside', 'destroy', hubRole('destroyer'), stranger, false],
  ['the destroyer for nobody', 'destroy', hubRole('destroyer'), nobody, false],
];

describe('trust', () => {
  it.each(cases)('%s (%s)', (_name, roleClass, principal, context, allowed) => {
    const request: IamRequest = { action: 'sts:AssumeRole', principal, context };
    expect(evaluate([trust[roleClass]], request)).toBe(allowed ? 'allowed' : 'not allowed');
    const identity = evaluate([trust[roleClass]], { ...request, action: 'sts:SetSourceIdentity' });
    expect(identity).toBe(allowed && roleClass !== 'read' ? 'allowed' : 'not allowed');
  });

  it.each(['sts:TagSession', 'sts:AssumeRoleWithSAML', 'sts:AssumeRoleWithWebIdentity'])('%s is trusted to nobody', (action) => {
    for (const document of Object.values(trust))
      for (const name of ['worker', 'responder', 'destroyer'])
        expect(evaluate([document], { action, principal: hubRole(name), context: person })).toBe('not allowed');
  });

  it.each([
    ['a whole account', { hub: { ...options.hub, read: ['999988887777'] } }, /not the ARN of one role/],
    ['an account root', { hub: { ...options.hub, contain: ['arn:aws:iam::999988887777:root'] } }, /not the ARN of one role/],
    ['a pattern', { hub: { ...options.hub, destroy: hubRole('*') } }, /not the ARN of one role/],
    ['a destroying function that also contains', { hub: { ...options.hub, destroy: hubRole('responder') } }, /a role of its own/],
    ['no organisation', { organisation: '*' }, /not the id of an organisation/],
    ['any team', { team: '*' }, /not the id of a Slack team/],
  ])('refuses %s', (_name, change, problem) => {
    expect(() => trustPolicies({ ...options, ...change })).toThrow(problem);
  });
});
