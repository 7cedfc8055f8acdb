/** Restricted actions in policy documents: forty documents by hand, and any document against an evaluator that tries every action. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analysePolicy, covers, overlap } from '../../src/domain/policy-analysis.ts';

const restricted = ['iam:PassRole', 'iam:Create*', 's3:PutBucketPolicy', 'sts:AssumeRole', 'organizations:*'];

const allow = (Action: unknown, rest: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...rest });
const allowNot = (NotAction: unknown) => ({ Effect: 'Allow', NotAction, Resource: '*' });
const deny = (Action: unknown) => ({ Effect: 'Deny', Action, Resource: '*' });
const of = (...Statement: unknown[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const all = restricted;

const documents: [name: string, document: string, granted: string[]][] = [
  ['a single text', of(allow('iam:PassRole')), ['iam:PassRole']],
  ['a list', of(allow(['s3:GetObject', 'iam:PassRole'])), ['iam:PassRole']],
  ['a single statement without a list', JSON.stringify({ Statement: allow('sts:AssumeRole') }), ['sts:AssumeRole']],
  ['nothing restricted', of(allow(['s3:GetObject', 'logs:*'])), []],
  ['no statements', of(), []],
  ['the second statement', of(allow('s3:GetObject'), allow('iam:PassRole')), ['iam:PassRole']],
  ['the last of many', of(...Array(20).fill(allow('s3:Get*')), allow('sts:*')), ['sts:AssumeRole']],
  ['everything', of(allow('*')), all],
  ['everything, twice starred', of(allow('**')), all],
  ['every service', of(allow('*:*')), all],
  ['a whole service', of(allow('iam:*')), ['iam:PassRole', 'iam:Create*']],
  ['the middle', of(allow('iam:P*Role')), ['iam:PassRole']],
  ['the end', of(allow('*Role')), ['iam:PassRole', 'iam:Create*', 'sts:AssumeRole', 'organizations:*']],
  ['one character', of(allow('iam:PassRol?')), ['iam:PassRole']],
  ['one character too many', of(allow('iam:PassRole?')), []],
  ['a service by a star, taken as widely as it can be', of(allow('i*m:PassRole')), ['iam:PassRole', 'iam:Create*']],
  ['part of a service', of(allow('s*:PutBucket*')), ['s3:PutBucketPolicy']],
  ['lower case', of(allow('iam:passrole')), ['iam:PassRole']],
  ['upper case', of(allow('IAM:PASSROLE')), ['iam:PassRole']],
  ['mixed with a star', of(allow('Iam:pAsS*')), ['iam:PassRole']],
  ['a restricted pattern by one of its actions', of(allow('iam:CreateUser')), ['iam:Create*']],
  ['a restricted pattern by an overlap', of(allow('iam:*User')), ['iam:Create*']],
  ['beside a restricted pattern', of(allow('iam:DeleteUser')), []],
  ['any action of a restricted service', of(allow('organizations:LeaveOrganization')), ['organizations:*']],
  ['a name that only begins alike', of(allow('iam:PassRoleX')), []],
  ['a name in another service', of(allow('ec2:PassRole')), []],
  ['an escaped star', of(allow('iam:*')).replace('*', '\\u002a'), ['iam:PassRole', 'iam:Create*']],
  ['NotAction of something else', of(allowNot('s3:*')), ['iam:PassRole', 'iam:Create*', 'sts:AssumeRole', 'organizations:*']],
  ['NotAction of one', of(allowNot('iam:PassRole')), ['iam:Create*', 's3:PutBucketPolicy', 'sts:AssumeRole', 'organizations:*']],
  ['NotAction of a service', of(allowNot(['iam:*', 'organizations:*'])), ['s3:PutBucketPolicy', 'sts:AssumeRole']],
  ['NotAction in lower case', of(allowNot(['IAM:*', 'S3:*', 'STS:*', 'ORGANIZATIONS:*'])), []],
  ['NotAction of part of a pattern', of(allowNot(['iam:CreateUser', 'iam:Pass*', 's3:*', 'sts:*', 'organizations:*'])), ['iam:Create*']],
  ['NotAction of everything', of(allowNot('*')), []],
  ['a Deny alone', of(deny('iam:*')), []],
  ['a Deny of all of it', of(allow('iam:PassRole'), deny('iam:PassRole')), []],
  ['a Deny of more than it', of(deny('IAM:*'), allow('iam:P*')), []],
  ['a Deny of part of it takes nothing away', of(allow('iam:Create*'), deny('iam:CreateUser')), ['iam:Create*']],
  ['a Deny of something else takes nothing away', of(allow('s3:*'), deny('s3:DeleteBucket')), ['s3:PutBucketPolicy']],
  [
    'a Deny under a condition takes nothing away',
    of(allow('sts:*'), { ...deny('sts:*'), Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } }),
    ['sts:AssumeRole'],
  ],
  ['a Deny under no condition at all', of(allow('sts:*'), { ...deny('sts:*'), Condition: {} }), []],
  ['a Deny on one bucket takes nothing away', of(allow('s3:*'), { ...deny('s3:*'), Resource: 'arn:aws:s3:::a' }), ['s3:PutBucketPolicy']],
  [
    'a Deny on all buckets that are allowed',
    of(allow('s3:*', { Resource: ['arn:aws:s3:::a', 'arn:aws:s3:::ab'] }), { ...deny('s3:*'), Resource: 'arn:aws:s3:::a*' }),
    [],
  ],
  [
    'a Deny on a bucket of another case',
    of(allow('s3:*', { Resource: 'arn:aws:s3:::a/B' }), { ...deny('s3:*'), Resource: 'arn:aws:s3:::a/b' }),
    ['s3:PutBucketPolicy'],
  ],
  [
    'a Deny on all buckets but one takes nothing away',
    of(allow('s3:*'), { Effect: 'Deny', Action: 's3:*', NotResource: 'arn:aws:s3:::a' }),
    ['s3:PutBucketPolicy'],
  ],
  [
    'a Deny on what a variable names takes nothing away',
    of(allow('s3:*', { Resource: 'arn:aws:s3:::a' }), { ...deny('s3:*'), Resource: `arn:aws:s3:::\${aws:username}*` }),
    ['s3:PutBucketPolicy'],
  ],
  [
    'a Deny of everything but reading',
    of(allow(['s3:*', 'iam:*']), { Effect: 'Deny', NotAction: ['s3:Get*', 'iam:Get*'], Resource: '*' }),
    [],
  ],
  [
    'a Deny of everything but part of it',
    of(allow('iam:*'), { Effect: 'Deny', NotAction: 'iam:CreateUser', Resource: '*' }),
    ['iam:Create*'],
  ],
  ['a Deny of all that NotAction leaves', of(allowNot('s3:*'), deny(['iam:*', 'sts:*', 'organizations:*'])), []],
  ['NotAction in a Deny', of({ Effect: 'Deny', NotAction: 's3:*', Resource: '*' }), []],
  [
    'a condition takes nothing away',
    of(allow('iam:PassRole', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })),
    ['iam:PassRole'],
  ],
  ['one resource only', of(allow('iam:PassRole', { Resource: 'arn:aws:iam::1:role/x' })), ['iam:PassRole']],
  ['percent-encoded, as IAM gives it', encodeURIComponent(of(allow('iam:PassRole'))), ['iam:PassRole']],
  ['the seeds’ first miss: s3:*', of(allow('s3:*')), ['s3:PutBucketPolicy']],
  ['in two statements at once', of(allow('iam:PassRole'), allow('iam:P*')), ['iam:PassRole']],
];

describe('documents', () => {
  it.each(documents)('%s', (_, document, granted) => {
    const analysis = analysePolicy(document, restricted);
    expect(analysis.readable).toBe(true);
    const found = analysis.readable ? analysis.granted.map((each) => each.restricted) : [];
    expect([...new Set(found)].sort()).toEqual([...granted].sort());
  });

  it('says where and through what', () => {
    expect(analysePolicy(of(allow('s3:Get*'), allow(['logs:*', 'iam:Pass*'])), restricted)).toEqual({
      readable: true,
      granted: [{ restricted: 'iam:PassRole', statement: 2, through: 'iam:Pass*' }],
      denied: [],
    });
    expect(analysePolicy(of(allowNot(['iam:*', 's3:*', 'organizations:*'])), restricted)).toMatchObject({
      granted: [{ restricted: 'sts:AssumeRole', statement: 1, through: 'everything but iam:*, s3:*, organizations:*' }],
    });
  });

  it('notes what is denied, whether or not it takes something away', () => {
    const elsewhere = { ...deny('s3:*'), Resource: 'arn:aws:s3:::a', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    const analysis = analysePolicy(
      of(allow('s3:*'), elsewhere, deny('ec2:*'), { Effect: 'Deny', NotAction: 's3:*', Resource: '*' }),
      restricted,
    );
    expect(analysis).toMatchObject({
      granted: [{ restricted: 's3:PutBucketPolicy', statement: 1, through: 's3:*' }],
      denied: ['statement 2 denies s3:*, on arn:aws:s3:::a, under a condition', 'statement 4 denies everything but s3:*'],
    });
  });

  it.each([
    ['no JSON', '{', /not a policy in JSON/],
    ['a list', '[]', /not a policy in JSON/],
    ['nothing', '', /not a policy in JSON/],
    ['broken encoding', '%7B%', /not a policy in JSON/],
    ['no statement', '{}', /statement 1 is none/],
    ['a statement that is none', of('x'), /statement 1 is none/],
    ['no effect', of({ Action: '*' }), /statement 1 neither allows nor denies/],
    ['neither', of(allow(undefined)), /needs Action or NotAction/],
    ['both', of(allow('s3:*', { NotAction: 'iam:*' })), /one of them/],
    ['numbers', of(allow([7])), /are no texts/],
    ['an empty list', of(allow([])), /are no texts/],
    ['the second one', of(allow('s3:Get*'), 7), /statement 2 is none/],
  ])('nobody can say: %s', (_, document, words) => {
    expect(analysePolicy(document, restricted)).toEqual({ readable: false, because: expect.stringMatching(words) });
  });
});

const letters = ['a', 'b', ':'];
/** Every text of these letters up to this length: as long as any two patterns below need. */
function textsUpTo(length: number): string[] {
  const longest = length === 0 ? [''] : textsUpTo(length - 1);
  return length === 0 ? longest : [...new Set([...longest, ...longest.flatMap((text) => letters.map((letter) => text + letter))])];
}
const universe = textsUpTo(6);

function matches(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.replaceAll('?', '.').replaceAll('*', '.*')}$`, 'i').test(text);
}
const pattern = fc.array(fc.constantFrom(...letters, 'A', '*', '?'), { minLength: 1, maxLength: 3 }).map((all) => all.join(''));
const concrete = fc.array(fc.constantFrom(...letters), { minLength: 1, maxLength: 3 }).map((all) => all.join(''));
const patterns = fc.array(pattern, { minLength: 1, maxLength: 3 });
const statement = fc.record({ effect: fc.constantFrom('Allow', 'Deny'), not: fc.boolean(), patterns });

interface Said {
  effect: string;
  not: boolean;
  patterns: string[];
}
const documentOf = (statements: readonly Said[]) =>
  of(...statements.map(({ effect, not, patterns: named }) => ({ Effect: effect, [not ? 'NotAction' : 'Action']: named })));
/** The simple evaluator: is this very action allowed by some statement? */
const allows = (statements: readonly Said[], action: string) =>
  statements.some(({ effect, not, patterns: named }) => effect === 'Allow' && named.some((each) => matches(each, action)) !== not);

describe('any document', () => {
  it('is found to allow a restricted action exactly when the evaluator says so', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 3 }), concrete, (statements, action) => {
        const analysis = analysePolicy(documentOf(statements), [action]);
        expect(analysis.readable && analysis.granted.length > 0).toBe(allows(statements, action));
      }),
      { numRuns: 500 },
    );
  });

  it('is never found harmless while some action of a restricted pattern is allowed', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 3 }), pattern, (statements, wanted) => {
        const analysis = analysePolicy(documentOf(statements), [wanted]);
        const found = analysis.readable && analysis.granted.length > 0;
        if (!found) expect(universe.filter((action) => matches(wanted, action) && allows(statements, action))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('patterns overlap exactly when some text fits both, and cover only what they take', () => {
    fc.assert(
      fc.property(pattern, pattern, (one, other) => {
        expect(overlap(one, other)).toBe(universe.some((text) => matches(one, text) && matches(other, text)));
        if (covers(one, other)) expect(universe.filter((text) => matches(other, text) && !matches(one, text))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

/** AWS's rule for one call: a Deny wins, else an Allow is needed. A Deny under a condition may not hold. */
type Full = Said & { resource: string | string[]; conditional: boolean };
function isAllowed(statements: readonly Full[], action: string, resource: string): boolean {
  const holds = ({ not, patterns: named, resource: listed }: Full) =>
    named.some((each) => matches(each, action)) !== not && [listed].flat().some((each) => matches(each, resource));
  const of = (effect: string) => statements.filter((each) => each.effect === effect && holds(each));
  return of('Allow').length > 0 && of('Deny').every(({ conditional }) => conditional);
}

describe('with denies', () => {
  const buckets = ['arn:aws:s3:::a', 'arn:aws:s3:::b'];
  const resource = fc.oneof(fc.constantFrom('*', 'arn:aws:s3:::*', ...buckets), fc.constant(buckets));
  const full = fc.record({ effect: fc.constantFrom('Allow', 'Deny'), not: fc.boolean(), patterns, resource, conditional: fc.boolean() });

  it('what AWS would allow on some resource is always found', () => {
    let allowed = 0;
    fc.assert(
      fc.property(fc.array(full, { minLength: 1, maxLength: 4 }), concrete, (statements, action) => {
        if (!buckets.some((bucket) => isAllowed(statements, action, bucket))) return;
        allowed += 1;
        const document = of(
          ...statements.map(({ effect, not, patterns: named, resource: Resource, conditional }) => ({
            Effect: effect,
            [not ? 'NotAction' : 'Action']: named,
            Resource,
            ...(conditional && { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
          })),
        );
        const analysis = analysePolicy(document, [action]);
        expect(analysis.readable && analysis.granted.map(({ restricted: each }) => each)).toContain(action);
      }),
      { numRuns: 2000 },
    );
    expect(allowed).toBeGreaterThan(200);
  });
});
