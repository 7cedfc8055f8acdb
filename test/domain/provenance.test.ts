/** Provenance: an AWS product's own finding is known by its ProductArn for that account and Region, and by nothing else. */
import { describe, expect, it } from 'vitest';
import { provenanceOf } from '../../src/domain/provenance.ts';

const account = '111122223333';
const region = 'us-east-1';
const arn = (path: string, where = region, owner = '') => `arn:aws:securityhub:${where}:${owner}:${path}`;

describe('genuine', () => {
  it.each<[string, string, string, string, string]>([
    ['GuardDuty', arn('product/aws/guardduty'), region, 'GuardDuty', 'guardduty'],
    ['with the account in the ARN', arn('product/aws/guardduty', region, account), region, 'GuardDuty', 'guardduty'],
    ['through the newer Security Hub', arn('productv2/aws/inspector'), region, 'Inspector', 'inspector'],
    ['through the newer one, from another Region', arn('productv2/aws/macie', 'eu-west-1'), region, 'Macie', 'macie'],
    ['a finding that does not say its Region', arn('product/aws/securityhub'), '', 'Security Hub', 'securityhub'],
    ['of China', 'arn:aws-cn:securityhub:cn-north-1::product/aws/config', 'cn-north-1', 'Config', 'config'],
  ])('%s', (_, productArn, home, name, known) => {
    expect(provenanceOf(productArn, 'whatever it says', account, home)).toEqual({ name, known, genuine: true, arn: productArn });
  });

  it('of a product we have no rule for is called what it says, but not known', () => {
    const productArn = arn('product/aws/newservice');
    expect(provenanceOf(productArn, 'New Service', account, region)).toEqual({ name: 'New Service', genuine: true, arn: productArn });
    expect(provenanceOf(productArn, undefined, account, region)).toMatchObject({ name: 'newservice' });
  });
});

describe('not genuine', () => {
  it.each<[string, string | undefined, string | undefined, string]>([
    ['somebody’s own import that calls itself GuardDuty', arn(`product/${account}/default`, region, account), 'GuardDuty', 'GuardDuty'],
    ['a default import', arn(`product/${account}/default`, region, account), 'Default', 'unknown product'],
    ['a company’s product', arn('product/aquasecurity/trivy'), undefined, 'trivy'],
    ['another account’s ARN', arn('product/aws/guardduty', region, '444455556666'), 'GuardDuty', 'GuardDuty'],
    ['another Region’s ARN', arn('product/aws/guardduty', 'eu-west-1'), 'GuardDuty', 'GuardDuty'],
    ['an ARN of another service', `arn:aws:s3:${region}::product/aws/guardduty`, undefined, 'guardduty'],
    ['a path that only begins so', arn('product/aws/guardduty/more'), undefined, 'unknown product'],
    ['a path that only ends so', arn('x/product/aws/guardduty'), undefined, 'unknown product'],
    ['no ARN', undefined, 'Prowler', 'Prowler'],
    ['nothing at all', undefined, undefined, 'unknown product'],
    ['no ARN but words', 'product/aws/guardduty', undefined, 'unknown product'],
  ])('%s', (_, productArn, called, name) => {
    const found = provenanceOf(productArn, called, account, region);
    expect(found).toMatchObject({ name, genuine: false });
    expect(found).not.toHaveProperty('known');
  });
});
