/** One identity for one problem, whichever way it comes; an imported finding can never take the identity of an AWS product's. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foreignIdentity, type IdentityParts, identityOf, type KnownProduct } from '../../src/domain/identity.ts';

const account = '111122223333';
const region = 'eu-central-1';
const home = { account, region };
const products: KnownProduct[] = [
  ...(['guardduty', 'inspector', 'macie', 'access-analyzer', 'config'] as const),
  ...(['cloudtrail', 'health', 'securityhub', 'firewall-manager'] as const),
];

describe('the same problem has the same identity', () => {
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
  it.each<[string, KnownProduct, IdentityParts[]]>([
    [
      'GuardDuty: bare id and ARN, also in the administrator’s event',
      'guardduty',
      [
        { ...home, id: 'f00d' },
        { ...home, id: arn('guardduty', 'detector/d1/finding/f00d') },
        { account: '999900001111', region, id: arn('guardduty', 'detector/d1/finding/f00d') },
      ],
    ],
    [
      'Inspector: ARN and the classic id',
      'inspector',
      [
        { ...home, id: arn('inspector2', 'finding/abcd') },
        { ...home, id: `inspector/${region}/${account}/abcd` },
      ],
    ],
    [
      'Security Hub: the control’s finding in both spellings',
      'securityhub',
      [
        { ...home, id: arn('securityhub', 'security-control/S3.8/finding/uuid-1') },
        { ...home, id: arn('securityhub', 'subscription/aws-foundational-security-best-practices/v/1.0.0/S3.8/finding/uuid-1') },
      ],
    ],
    [
      'Health: the event’s ARN and Security Hub’s longer id',
      'health',
      [
        { ...home, id: `arn:aws:health:${region}::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/id1` },
        { ...home, region: 'us-east-1', id: `arn:aws:health:${region}::event/RISK/AWS_RISK_CREDENTIALS_EXPOSED/id1/${account}/hash` },
      ],
    ],
    [
      'Access Analyzer: the uuid, wherever it was seen',
      'access-analyzer',
      [
        { ...home, id: 'uuid-1' },
        { ...home, region: 'us-east-1', id: 'uuid-1' },
      ],
    ],
    [
      'CloudTrail: the record’s id, in whatever Region it was delivered',
      'cloudtrail',
      [
        { ...home, id: 'e1' },
        { ...home, region: 'us-east-1', id: 'e1' },
      ],
    ],
  ])('%s', (_, product, parts) => {
    expect(new Set(parts.map((each) => identityOf(product, each)))).toEqual(
      new Set([identityOf(product, parts[0] ?? { ...home, id: '' })]),
    );
  });
});

describe('different problems have different identities', () => {
  const one = { ...home, id: 'rule/resource' };
  it.each<[string, KnownProduct, IdentityParts]>([
    ['another account', 'config', { ...one, account: '222233334444' }],
    ['another Region', 'config', { ...one, region: 'us-east-1' }],
    ['another resource', 'config', { ...one, id: 'rule/other' }],
    ['another product', 'cloudtrail', one],
  ])('%s', (_, product, parts) => expect(identityOf(product, parts)).not.toBe(identityOf('config', one)));
});

describe('whatever a product writes', () => {
  const parts = fc.record({ account: fc.string(), region: fc.string(), id: fc.string({ maxLength: 900 }) });
  it('an identity is bounded, and begins with its product', () => {
    fc.assert(
      fc.property(fc.constantFrom(...products), parts, (product, each) => {
        const identity = identityOf(product, each);
        expect(identity.length).toBeLessThanOrEqual(512);
        expect(identity.startsWith(`${product}/`)).toBe(true);
      }),
    );
  });

  it('an imported finding’s identity is none of an AWS product', () => {
    fc.assert(
      fc.property(fc.option(fc.string(), { nil: undefined }), parts, (productArn, each) => {
        const identity = foreignIdentity(productArn, each);
        expect(identity.length).toBeLessThanOrEqual(512);
        expect(products.some((product) => identity.startsWith(`${product}/`))).toBe(false);
      }),
    );
  });

  it('ids that differ only at their long end stay different', () => {
    const long = 'x'.repeat(2000);
    expect(identityOf('cloudtrail', { ...home, id: `${long}1` })).not.toBe(identityOf('cloudtrail', { ...home, id: `${long}2` }));
  });
});

it('an imported finding is the same through either Security Hub, and belongs to its product', () => {
  const arn = (kind: string, company = 'acme') => `arn:aws:securityhub:${region}::${kind}/${company}/scanner`;
  const id = (productArn: string | undefined) => foreignIdentity(productArn, { ...home, id: 'f1' });
  expect(id(arn('productv2'))).toBe(id(arn('product')));
  expect(id(arn('product'))).not.toBe(id(arn('product', 'other')));
  expect(id(undefined)).not.toBe(id(arn('product')));
});
