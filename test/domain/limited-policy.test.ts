/** What people leave of a policy: read from what they typed, refused in a sentence, and written as exactly that. */
import { describe, expect, it } from 'vitest';
import { actionsProblem, limitedDocument, listed, resourcesProblem } from '../../src/domain/limited-policy.ts';

it('reads lines, commas and spaces, each once', () => {
  expect(listed(' s3:GetObject,s3:PutObject\ns3:GetObject  ec2:Describe* ')).toEqual(['s3:GetObject', 's3:PutObject', 'ec2:Describe*']);
});

describe('actions', () => {
  it.each<[string, RegExp | undefined]>([
    ['s3:GetObject', undefined],
    ['s3:Get*\nlogs:PutLogEvents', undefined],
    ['', /at least one/],
    ['  ', /at least one/],
    ['*', /"\*" is not an action/],
    ['*:*', /is not an action/],
    ['s3:*', /s3:\* is a whole service/],
    ['iam:??*', /whole service/],
    ['GetObject', /"GetObject" is not an action such as/],
    ['s3:Get"Object', /is not an action/],
    [Array.from({ length: 21 }, (_, index) => `s3:Get${index}`).join(' '), /at most 20/],
  ])('%s', (text, words) => {
    expect(actionsProblem(text)).toEqual(words ? expect.stringMatching(words) : undefined);
  });
});

describe('resources', () => {
  it.each<[string, RegExp | undefined]>([
    ['arn:aws:s3:::releases/*', undefined],
    ['arn:aws:iam::111122223333:role/app', undefined],
    ['arn:aws-cn:sqs:cn-north-1:111122223333:jobs', undefined],
    ['', /at least one/],
    ['*', /"\*" is not an ARN/],
    ['arn:*', /is not an ARN/],
    ['arn:aws:*:*:*:*', /is not an ARN/],
    ['releases', /is not an ARN such as/],
  ])('%s', (text, words) => {
    expect(resourcesProblem(text)).toEqual(words ? expect.stringMatching(words) : undefined);
  });
});

it('writes exactly that', () => {
  expect(JSON.parse(limitedDocument({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::a/*'] }))).toEqual({
    Version: '2012-10-17',
    Statement: [{ Sid: 'DrawbridgeLimited', Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::a/*'] }],
  });
});
