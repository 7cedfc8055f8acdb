/** Calls whose permission has another name: IAM knows some actions under one name for several calls. */
import type { CallName } from '../../../src/domain/aws-calls.ts';

/** Not here: classic load balancers, whose calls have the same permissions as their names say. */
const otherNames: Partial<Record<CallName, string>> = {
  // Taking the block away is putting one, to IAM.
  's3:DeleteBucketPublicAccessBlock': 's3:PutBucketPublicAccessBlock',
};

export function actionOf(call: CallName): string {
  return otherNames[call] ?? call;
}
