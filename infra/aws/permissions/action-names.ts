/** Calls whose permission has another name: IAM knows some actions under one name for several calls. */
import type { CallName } from '../../../src/domain/aws-calls.ts';

/** Of classic load balancers, whose other calls have the permissions that their names say, one is called as the newer ones' is. */
const otherNames: Partial<Record<CallName, string>> = {
  'elasticloadbalancing:DescribeLoadBalancerTags': 'elasticloadbalancing:DescribeTags',
  // Taking the block away is putting one, to IAM.
  's3:DeleteBucketPublicAccessBlock': 's3:PutBucketPublicAccessBlock',
};

export function actionOf(call: CallName): string {
  return otherNames[call] ?? call;
}
