/** Which version a CloudTrail event puts in force. */
import { expect, it } from 'vitest';
import { policyChange } from '../../src/domain/policy-change.ts';

const made = { policyVersion: { versionId: 'v4', isDefaultVersion: true } };

it.each<[string, unknown, { version?: string } | undefined]>([
  ['a new policy', { eventName: 'CreatePolicy', requestParameters: { policyName: 'deploy' } }, { version: 'v1' }],
  [
    'a new version',
    { eventName: 'CreatePolicyVersion', requestParameters: { setAsDefault: true }, responseElements: made },
    { version: 'v4' },
  ],
  ['a new version whose number is not said', { eventName: 'CreatePolicyVersion', requestParameters: { setAsDefault: true } }, {}],
  [
    'a version that is kept only',
    { eventName: 'CreatePolicyVersion', requestParameters: { setAsDefault: false }, responseElements: made },
    undefined,
  ],
  [
    'a version that is not said to be in force',
    { eventName: 'CreatePolicyVersion', requestParameters: {}, responseElements: made },
    undefined,
  ],
  ['another version set', { eventName: 'SetDefaultPolicyVersion', requestParameters: { versionId: 'v2' } }, { version: 'v2' }],
  ['something else', { eventName: 'PutUserPolicy', requestParameters: {} }, undefined],
  ['nothing', null, undefined],
])('%s', (_, detail, expected) => {
  expect(policyChange({ detail })).toEqual(expected);
});
