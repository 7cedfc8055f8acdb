/** Simulated S3: what makes a bucket public, over the REST protocol with path-style addresses. */
import type { HttpRequest, HttpResponse } from '../http.ts';
import { bucketOf } from './adopt.ts';
import { type Call, tagList } from './call.ts';
import { canonicalId } from './ids.ts';
import { type Body, objectOperations, readObjectCall } from './s3-objects.ts';
import { element, escapeXml } from './shapes.ts';
import { AwsError, type Operations, type Service, type Wire } from './wire.ts';
import type { Bucket, PublicAccessBlock } from './world.ts';

interface BucketInput {
  Bucket: string;
}
interface PutBlockInput extends BucketInput {
  PublicAccessBlockConfiguration: PublicAccessBlock;
}

const FLAGS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;
const OPERATIONS: Record<string, string> = {
  'GET publicAccessBlock': 'GetPublicAccessBlock',
  'PUT publicAccessBlock': 'PutPublicAccessBlock',
  'DELETE publicAccessBlock': 'DeletePublicAccessBlock',
  'GET policyStatus': 'GetBucketPolicyStatus',
  'GET policy': 'GetBucketPolicy',
  'GET tagging': 'GetBucketTagging',
  'GET acl': 'GetBucketAcl',
  'GET website': 'GetBucketWebsite',
  'GET location': 'GetBucketLocation',
  'GET ownershipControls': 'GetBucketOwnershipControls',
};

function read(http: HttpRequest): { operation: string; input: object } {
  const about = readObjectCall(http);
  if (about) return about;
  const [, name = ''] = /^\/aws-api\/([^/]*)/.exec(http.path) ?? [];
  const subject = [...http.query.keys()].find((key) => OPERATIONS[`${http.method} ${key}`]);
  const operation = OPERATIONS[`${http.method} ${subject}`] ?? `${http.method} ${[...http.query.keys()].join('&')}`;
  if (operation !== 'PutPublicAccessBlock') return { operation, input: { Bucket: name } };
  const body = http.body.toString('utf8');
  const flags = FLAGS.map((flag) => [flag, body.includes(`<${flag}>true</${flag}>`)]);
  return { operation, input: { Bucket: name, PublicAccessBlockConfiguration: Object.fromEntries(flags) } };
}

function respond(status: number, body: string, more: Record<string, string> = {}): HttpResponse {
  const type = body.startsWith('{') ? 'application/json' : 'application/xml';
  return { status, headers: { 'content-type': type, 'x-amz-request-id': 'SIMULATED0000000', ...more }, body };
}

const wire: Wire = {
  read,
  answer: (_operation, output) => {
    const { body, status, headers } = output as Body;
    return respond(status ?? 200, body, headers);
  },
  fail: (error) => respond(error.status, element('Error', element('Code', error.code) + element('Message', escapeXml(error.message)))),
};

function missing(code: string, message: string): AwsError {
  return new AwsError(code, message, 404);
}

function getBlock(call: Call, input: BucketInput): Body {
  const block = bucketOf(call, input.Bucket).publicAccessBlock;
  if (!block) throw missing('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found');
  return { body: element('PublicAccessBlockConfiguration', FLAGS.map((flag) => element(flag, String(block[flag]))).join('')) };
}

/** What people see when a policy of the organization refuses it. */
function changeable(call: Call, name: string, action: string): Bucket {
  const bucket = bucketOf(call, name);
  if (!bucket.deniedByOrganization) return bucket;
  const asked = `User: ${call.principal} is not authorized to perform: ${action} on resource: "arn:aws:s3:::${name}"`;
  throw new AwsError('AccessDenied', `${asked} with an explicit deny in a service control policy`, 403);
}

function putBlock(call: Call, input: PutBlockInput): Body {
  const bucket = changeable(call, input.Bucket, 's3:PutBucketPublicAccessBlock');
  bucket.publicAccessBlock = { ...input.PublicAccessBlockConfiguration };
  return { body: '' };
}

/** Takes away what is there, if anything is. */
function deleteBlock(call: Call, input: BucketInput): Body {
  delete changeable(call, input.Bucket, 's3:PutBucketPublicAccessBlock').publicAccessBlock;
  return { body: '', status: 204 };
}

function policyOf(bucket: Bucket): object {
  if (!bucket.policy) throw missing('NoSuchBucketPolicy', 'The bucket policy does not exist');
  return bucket.policy;
}

/** S3's own judgement in short: an Allow for everybody that nothing narrows. */
function isPublic(policy: object): boolean {
  const { Statement } = policy as { Statement?: Record<string, unknown> | Record<string, unknown>[] };
  return [Statement ?? []].flat().some((statement) => {
    const principal = statement.Principal as { AWS?: unknown } | string | undefined;
    const named = typeof principal === 'object' ? principal.AWS : principal;
    return statement.Effect === 'Allow' && [named].flat().includes('*') && !statement.Condition;
  });
}

function getPolicyStatus(call: Call, input: BucketInput): Body {
  const bucket = bucketOf(call, input.Bucket);
  const answer = bucket.policyStatus?.isPublic ?? isPublic(policyOf(bucket));
  return { body: element('PolicyStatus', element('IsPublic', String(answer))) };
}

function getTagging(call: Call, input: BucketInput): Body {
  const tags = tagList(bucketOf(call, input.Bucket).tags);
  if (tags.length === 0) throw missing('NoSuchTagSet', 'The TagSet does not exist');
  const shown = tags.map(({ Key, Value }) => element('Tag', element('Key', escapeXml(Key)) + element('Value', escapeXml(Value))));
  return { body: element('Tagging', element('TagSet', shown.join(''))) };
}

const EVERYBODY = 'http://acs.amazonaws.com/groups/global/AllUsers';

function getAcl(call: Call, input: BucketInput): Body {
  const { acl } = bucketOf(call, input.Bucket);
  const grant = (type: string, who: string, permission: string) =>
    element(
      'Grant',
      `<Grantee xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="${type}">${who}</Grantee>${element('Permission', permission)}`,
    );
  const permissions = acl === 'private' ? [] : acl === 'public-read' ? ['READ'] : ['READ', 'WRITE'];
  const open = permissions.map((permission) => grant('Group', element('URI', EVERYBODY), permission));
  const owner = element('ID', canonicalId(call.accountId));
  const grants = [grant('CanonicalUser', owner, 'FULL_CONTROL'), ...open];
  return { body: element('AccessControlPolicy', element('Owner', owner) + element('AccessControlList', grants.join(''))) };
}

function getOwnership(call: Call, input: BucketInput): Body {
  const ownership = bucketOf(call, input.Bucket).ownership ?? 'BucketOwnerEnforced';
  return { body: element('OwnershipControls', element('Rule', element('ObjectOwnership', ownership))) };
}

function getWebsite(call: Call, input: BucketInput): Body {
  if (!bucketOf(call, input.Bucket).website) {
    throw missing('NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration');
  }
  return { body: element('WebsiteConfiguration', element('IndexDocument', element('Suffix', 'index.html'))) };
}

function getLocation(call: Call, input: BucketInput): Body {
  const { region } = bucketOf(call, input.Bucket);
  // Buckets in us-east-1 have no location constraint.
  return { body: element('LocationConstraint', region === 'us-east-1' ? '' : region) };
}

const operations: Operations = {
  ...objectOperations,
  GetPublicAccessBlock: getBlock,
  PutPublicAccessBlock: putBlock,
  DeletePublicAccessBlock: deleteBlock,
  GetBucketPolicy: (call: Call, input: BucketInput) => ({ body: JSON.stringify(policyOf(bucketOf(call, input.Bucket))) }),
  GetBucketPolicyStatus: getPolicyStatus,
  GetBucketTagging: getTagging,
  GetBucketLocation: getLocation,
  GetBucketAcl: getAcl,
  GetBucketWebsite: getWebsite,
  GetBucketOwnershipControls: getOwnership,
};

export const s3: Service = { wire, operations };
