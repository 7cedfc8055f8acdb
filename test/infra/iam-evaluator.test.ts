/** The evaluator answers as IAM's documentation says, case by case. */
import { describe, expect, it } from 'vitest';
import { type Answer, evaluate, type IamRequest, type PolicyLike } from '../fakes/iam-evaluator.ts';

type Statement = PolicyLike['Statement'][number];
const role = 'arn:aws:iam::111122223333:role/web';
const put: IamRequest = { action: 'iam:PutRolePolicy', resource: role };
const allow = (rest: Partial<Statement> = {}): Statement => ({ Effect: 'Allow', Action: '*', Resource: '*', ...rest });
const deny = (rest: Partial<Statement> = {}): Statement => ({ ...allow(rest), Effect: 'Deny' });
const when = (Condition: NonNullable<Statement['Condition']>) => [allow({ Condition })];
const having = (context: NonNullable<IamRequest['context']>): IamRequest => ({ ...put, context });

const cases: [string, Statement[], IamRequest, Answer][] = [
  ['nothing said', [], put, 'not allowed'],
  ['allowed', [allow()], put, 'allowed'],
  ['a deny after an allow', [allow(), deny()], put, 'denied'],
  ['a deny before an allow', [deny(), allow()], put, 'denied'],
  ['a deny of something else', [allow(), deny({ Action: 'iam:DeleteRole' })], put, 'allowed'],
  ['another action', [allow({ Action: ['iam:GetRole', 's3:*'] })], put, 'not allowed'],
  ['an action in other letters', [allow({ Action: 'IAM:putrolepolicy' })], put, 'allowed'],
  ['an action by pattern', [allow({ Action: 'iam:Put*Polic?' })], put, 'allowed'],
  ['a pattern that is too short', [allow({ Action: 'iam:Put' })], put, 'not allowed'],
  ['all but this action', [{ Effect: 'Allow', NotAction: 'iam:Put*', Resource: '*' }], put, 'not allowed'],
  ['all but other actions', [{ Effect: 'Allow', NotAction: 'iam:Get*', Resource: '*' }], put, 'allowed'],
  ['this resource', [allow({ Resource: role })], put, 'allowed'],
  ['a resource in other letters', [allow({ Resource: role.toUpperCase() })], put, 'not allowed'],
  ['a resource by pattern', [allow({ Resource: 'arn:aws:iam::*:role/*' })], put, 'allowed'],
  ['a resource below a path', [allow({ Resource: 'arn:aws:iam::*:role/*' })], { ...put, resource: `${role}/deep/er` }, 'allowed'],
  ['another kind', [allow({ Resource: 'arn:aws:iam::*:user/*' })], put, 'not allowed'],
  ['an ARN where the action knows no resources', [allow({ Resource: role })], { ...put, resource: '*' }, 'not allowed'],
  ['all but this resource', [{ Effect: 'Allow', Action: '*', NotResource: '*/web' }], put, 'not allowed'],
  ['all but others', [{ Effect: 'Allow', Action: '*', NotResource: '*/db' }], put, 'allowed'],
  ['a sign that is no pattern', [allow({ Resource: `a\${*}b` })], { ...put, resource: 'a*b' }, 'allowed'],
  ['a sign that is no pattern, otherwise', [allow({ Resource: `a\${*}b` })], { ...put, resource: 'a-b' }, 'not allowed'],
  ['a trusted principal', [allow({ Principal: { AWS: [role] } })], { ...put, principal: role }, 'allowed'],
  ['another principal', [allow({ Principal: { AWS: role } })], { ...put, principal: `${role}2` }, 'not allowed'],
];

const conditions: [string, NonNullable<Statement['Condition']>, NonNullable<IamRequest['context']>, boolean][] = [
  ['equal', { StringEquals: { 'aws:k': ['a', 'b'] } }, { 'aws:k': 'b' }, true],
  ['not equal', { StringEquals: { 'aws:k': 'a' } }, { 'aws:k': 'b' }, false],
  ['equal, no pattern', { StringEquals: { 'aws:k': 'a*' } }, { 'aws:k': 'ab' }, false],
  ['equal, other letters', { StringEquals: { 'aws:k': 'a' } }, { 'aws:k': 'A' }, false],
  ['equal, key in other letters', { StringEquals: { 'AWS:K': 'a' } }, { 'aws:k': 'a' }, true],
  ['equal, absent', { StringEquals: { 'aws:k': 'a' } }, {}, false],
  ['equal if it exists, absent', { StringEqualsIfExists: { 'aws:k': 'a' } }, {}, true],
  ['equal if it exists, another', { StringEqualsIfExists: { 'aws:k': 'a' } }, { 'aws:k': 'b' }, false],
  ['unlike all', { StringNotEquals: { 'aws:k': ['a', 'b'] } }, { 'aws:k': 'c' }, true],
  ['unlike one of them only', { StringNotEquals: { 'aws:k': ['a', 'b'] } }, { 'aws:k': 'a' }, false],
  ['unlike, absent', { StringNotEquals: { 'aws:k': 'a' } }, {}, true],
  ['like', { StringLike: { 'aws:k': 'a*c' } }, { 'aws:k': 'abc' }, true],
  ['like the empty text', { StringLike: { 'aws:k': '*' } }, { 'aws:k': '' }, true],
  ['not like', { StringNotLike: { 'aws:k': 'a*' } }, { 'aws:k': 'abc' }, false],
  ['like an ARN', { ArnLike: { 'aws:k': 'arn:aws:iam::*:role/*' } }, { 'aws:k': role }, true],
  ['like an ARN, over parts', { ArnLike: { 'aws:k': 'arn:*:role/web' } }, { 'aws:k': role }, false],
  ['equal ARN', { ArnEquals: { 'aws:k': role } }, { 'aws:k': role }, true],
  ['unlike an ARN', { ArnNotLike: { 'aws:k': role } }, { 'aws:k': role }, false],
  ['absent wanted', { Null: { 'aws:k': 'true' } }, {}, true],
  ['present wanted', { Null: { 'aws:k': 'false' } }, {}, false],
  ['present wanted, empty', { Null: { 'aws:k': 'false' } }, { 'aws:k': '' }, true],
  ['true', { Bool: { 'aws:k': 'true' } }, { 'aws:k': 'true' }, true],
  ['true, absent', { Bool: { 'aws:k': 'true' } }, {}, false],
  ['true if it exists, absent', { BoolIfExists: { 'aws:k': 'true' } }, {}, true],
  ['all values', { 'ForAllValues:StringLike': { 'aws:k': 'd:*' } }, { 'aws:k': ['d:a', 'd:b'] }, true],
  ['all values but one', { 'ForAllValues:StringLike': { 'aws:k': 'd:*' } }, { 'aws:k': ['d:a', 'Name'] }, false],
  ['all of no values: the trap', { 'ForAllValues:StringLike': { 'aws:k': 'd:*' } }, {}, true],
  ['any value', { 'ForAnyValue:StringEquals': { 'aws:k': 'a' } }, { 'aws:k': ['b', 'a'] }, true],
  ['any of no values', { 'ForAnyValue:StringEquals': { 'aws:k': 'a' } }, {}, false],
  ['both conditions', { StringEquals: { 'aws:k': 'a' }, Null: { 'aws:l': 'true' } }, { 'aws:k': 'a' }, true],
  ['one of two conditions', { StringEquals: { 'aws:k': 'a' }, Null: { 'aws:l': 'true' } }, { 'aws:k': 'a', 'aws:l': 'b' }, false],
  ['one of two keys', { StringEquals: { 'aws:k': 'a', 'aws:l': 'b' } }, { 'aws:k': 'a' }, false],
];

describe('the IAM evaluator', () => {
  it.each(cases)('%s', (_name, Statement, request, answer) => {
    expect(evaluate([{ Statement }], request)).toBe(answer);
  });

  it('takes several documents as one', () => {
    expect(evaluate([{ Statement: [allow()] }, { Statement: [deny({ Resource: role })] }], put)).toBe('denied');
  });

  it.each(conditions)('condition: %s', (_name, condition, context, holds) => {
    expect(evaluate([{ Statement: when(condition) }], having(context))).toBe(holds ? 'allowed' : 'not allowed');
    const denying = [{ Statement: [allow(), deny({ Condition: condition })] }];
    expect(evaluate(denying, having(context))).toBe(holds ? 'denied' : 'allowed');
  });

  it.each([
    ['an operator it does not know', { IpAddress: { 'aws:k': '10.0.0.0/8' } }, { 'aws:k': '10.0.0.1' }],
    ['several values without a word for them', { StringEquals: { 'aws:k': 'a' } }, { 'aws:k': ['a', 'b'] }],
    ['a policy variable', { StringLike: { 'aws:k': `\${aws:username}` } }, { 'aws:k': 'ana' }],
  ])('refuses %s rather than guess', (_name, condition, context) => {
    expect(() => evaluate([{ Statement: when(condition) }], having(context))).toThrow(/aws:|know/);
  });
});
