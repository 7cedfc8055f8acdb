/** What the simulated AWS endpoint hands to the service that a signed request names. */
import type { HttpRequest, HttpResponse } from '../http.ts';

/** One signed SDK request; who it is and where comes from the SigV4 credential scope and the credentials that STS handed out. */
export interface AwsRequest {
  /** The twelve digits of the account the caller acts in. */
  account: string;
  region: string;
  /** Signing name: ec2, iam, sts, s3, cloudtrail, autoscaling, elasticloadbalancing, securityhub, states, sqs, events. */
  service: string;
  /** ARN of the caller: the hub's own role, or the assumed-role session. */
  principal: string;
  sourceIdentity?: string;
  http: HttpRequest;
}
/** Answers in the service's own wire protocol, errors included; never throws for a caller's mistake. */
export type AwsService = (request: AwsRequest) => Promise<HttpResponse> | HttpResponse;

/** One line of `GET /aws/calls`. */
export interface RecordedCall {
  at: string;
  account: string;
  region: string;
  /** As in IAM: `iam:UpdateAccessKey`. */
  call: string;
  input: unknown;
  principal: string;
  sourceIdentity?: string;
  /** That the user agent names, as CloudTrail would show it. */
  caseId?: string;
  /** Absent when it worked. */
  error?: string;
}
