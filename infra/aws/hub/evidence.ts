/** The bucket that keeps the evidence: nothing in it can be changed, and for a time that is chosen nothing can be taken away. */
import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectLockRetention, ObjectOwnership, StorageClass } from 'aws-cdk-lib/aws-s3';
import { accept } from '../accepted.ts';
import type { Hub } from './hub.ts';

/** Read rarely, and at once when it is: cheaper to keep than to leave where it was. */
const coldDays = 90;
/** Deleted this long after nobody is held by the lock any more. */
const graceDays = 30;

export function makeEvidence({ stack, names, settings, key }: Hub): Bucket {
  const { evidenceDays, evidenceMode } = settings;
  const retention = Duration.days(evidenceDays);
  const bucket = new Bucket(stack, 'Evidence', {
    bucketName: names.evidence,
    versioned: true,
    objectLockEnabled: true,
    objectLockDefaultRetention:
      evidenceMode === 'compliance' ? ObjectLockRetention.compliance(retention) : ObjectLockRetention.governance(retention),
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    ...(key
      ? { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
      : { encryption: BucketEncryption.S3_MANAGED }),
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      {
        id: 'cold-then-gone',
        transitions:
          evidenceDays > coldDays
            ? [{ storageClass: StorageClass.GLACIER_INSTANT_RETRIEVAL, transitionAfter: Duration.days(coldDays) }]
            : [],
        expiration: Duration.days(evidenceDays + graceDays),
        noncurrentVersionExpiration: Duration.days(1),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
  });
  const deny = (sid: string, actions: string[], conditions?: Record<string, Record<string, string>>): void => {
    const principals = [new StarPrincipal()];
    const statement = { sid, effect: Effect.DENY, principals, actions, resources: [bucket.arnForObjects('*')] };
    bucket.addToResourcePolicy(new PolicyStatement({ ...statement, ...(conditions && { conditions }) }));
  };
  // Written once: whoever writes must say that nothing may be there.
  deny('NothingIsWrittenOver', ['s3:PutObject'], { Null: { 's3:if-none-match': 'true' } });
  deny('NothingIsDeleted', ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention']);
  accept(
    bucket,
    'S1',
    'Reads and writes of objects are in CloudTrail, where data events are switched on; a log bucket would need one itself.',
  );
  new CfnOutput(stack, 'EvidenceBucket', { value: bucket.bucketName, description: 'For npm run audit:verify' });
  return bucket;
}
