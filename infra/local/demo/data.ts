/** Demo findings about data: a bucket shared with another account, and personal data that anyone can read. */
import { iso } from '../aws/call.ts';
import { DATA, type DemoFinding } from './demo-finding.ts';

const REGION = 'us-east-1';
const MINUTE = 60_000;

function accessAnalyzer(now: number) {
  const detail = {
    version: '1.0',
    id: '5f1d7c1e-7f0a-4a57-9d55-0d2d1c8c6a01',
    status: 'ACTIVE',
    resourceType: 'AWS::S3::Bucket',
    resource: 'arn:aws:s3:::acme-warehouse',
    createdAt: iso(now - 40 * MINUTE),
    analyzedAt: iso(now),
    updatedAt: iso(now),
    accountId: DATA,
    region: REGION,
    principal: { AWS: '555566667777' },
    action: ['s3:GetObject', 's3:ListBucket'],
    condition: {},
    isPublic: false,
    isDeleted: false,
  };
  return envelope('aws.access-analyzer', 'Access Analyzer Finding', detail, now);
}

function macie(now: number) {
  const detail = {
    schemaVersion: '1.0',
    id: '9c4f2ad07f6e4f4f8a3f2d2f3b1c7d11',
    accountId: DATA,
    partition: 'aws',
    region: REGION,
    type: 'SensitiveData:S3Object/Financial',
    title: 'The S3 object contains financial information.',
    description: 'The object contains financial information such as credit card numbers or bank account numbers.',
    severity: { score: 3, description: 'High' },
    category: 'CLASSIFICATION',
    createdAt: iso(now - 12 * MINUTE),
    updatedAt: iso(now),
    count: 1,
    sample: false,
    archived: false,
    resourcesAffected: {
      s3Bucket: {
        arn: 'arn:aws:s3:::acme-customer-exports',
        name: 'acme-customer-exports',
        publicAccess: { effectivePermission: 'PUBLIC' },
        tags: [{ key: 'data-class', value: 'confidential' }],
      },
      s3Object: { bucketArn: 'arn:aws:s3:::acme-customer-exports', key: 'exports/customers.csv', publicAccess: true, size: '48211904' },
    },
    classificationDetails: {
      result: {
        status: { code: 'COMPLETE' },
        sensitiveData: [{ category: 'FINANCIAL_INFORMATION', totalCount: 3120, detections: [{ type: 'CREDIT_CARD_NUMBER', count: 3120 }] }],
      },
    },
  };
  return envelope('aws.macie', 'Macie Finding', detail, now);
}

function envelope(source: string, detailType: string, detail: { id: string }, now: number) {
  return {
    version: '0',
    id: detail.id,
    'detail-type': detailType,
    source,
    account: DATA,
    time: iso(now),
    region: REGION,
    resources: [],
    detail,
  };
}

export function dataFindings(now: number): DemoFinding[] {
  return [
    {
      id: 'external-bucket',
      title: 'Bucket acme-warehouse can be read by account 555566667777',
      severity: 'medium',
      source: 'Access Analyzer',
      events: [accessAnalyzer(now)],
      atStart: true,
    },
    {
      id: 'sensitive-data',
      title: 'Credit card numbers in the public bucket acme-customer-exports',
      severity: 'high',
      source: 'Macie',
      events: [macie(now)],
    },
  ];
}
