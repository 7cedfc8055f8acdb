/** What the policy watch found, as people read it. */
import { expect, it } from 'vitest';
import { grantedLines } from '../../src/domain/granted-words.ts';
import { analysePolicy } from '../../src/domain/policy-analysis.ts';

const restricted = [
  'iam:*',
  'organizations:*',
  'sts:AssumeRole',
  's3:PutBucketPolicy',
  'kms:ScheduleKeyDeletion',
  'cloudtrail:StopLogging',
];
const allow = (rest: object) => ({ Effect: 'Allow', Resource: '*', ...rest });

it.each<[string, object[] | string, string[]]>([
  ['nothing', [allow({ Action: 's3:GetObject' })], []],
  ['the restricted itself', [allow({ Action: 'iam:*' })], ['statement 1 allows iam:*']],
  ['part of it', [allow({ Action: 'iam:PassRole' })], ['statement 1 allows iam:PassRole (restricted: iam:*)']],
  [
    'several in one statement, each',
    [allow({ Action: 's3:GetObject' }), allow({ Action: ['iam:PassRole', 'iam:Create*', 's3:Put*'] })],
    [
      'statement 2 allows iam:PassRole (restricted: iam:*)',
      'statement 2 allows iam:Create* (restricted: iam:*)',
      'statement 2 allows s3:Put* (restricted: s3:PutBucketPolicy)',
    ],
  ],
  [
    'everything',
    [allow({ Action: '*' })],
    ['statement 1 allows * (restricted: iam:*, organizations:*, sts:AssumeRole, s3:PutBucketPolicy and 2 more)'],
  ],
  [
    'everything but',
    [allow({ NotAction: ['iam:*', 'organizations:*', 'sts:*', 's3:*', 'kms:*'] })],
    ['statement 1 allows everything but iam:*, organizations:*, sts:*, s3:*, kms:* (restricted: cloudtrail:StopLogging)'],
  ],
  ['what is no policy', 'nonsense', ['nobody can say what it allows: the document is not a policy in JSON']],
])('%s', (_, statements, lines) => {
  const document = typeof statements === 'string' ? statements : JSON.stringify({ Version: '2012-10-17', Statement: statements });
  expect(grantedLines(analysePolicy(document, restricted))).toEqual(lines);
});
