/** The one table: case events never expire, so it can neither be deleted by mistake nor be without its past five weeks. */
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { changedIndex } from '../../../src/services/table.ts';
import type { Hub } from './hub.ts';

export function makeCaseTable({ stack, names, key }: Hub): Table {
  const text = (name: string) => ({ name, type: AttributeType.STRING });
  const table = new Table(stack, 'Cases', {
    tableName: names.of('cases'),
    partitionKey: text('pk'),
    sortKey: text('sk'),
    billingMode: BillingMode.PAY_PER_REQUEST,
    ...(key ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key } : { encryption: TableEncryption.DEFAULT }),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
    // Keys say which case changed; what is in the vault is in no stream.
    stream: StreamViewType.KEYS_ONLY,
  });
  table.addGlobalSecondaryIndex({
    indexName: changedIndex,
    partitionKey: text('changed'),
    sortKey: text('pk'),
    projectionType: ProjectionType.KEYS_ONLY,
  });
  return table;
}
