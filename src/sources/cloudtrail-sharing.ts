/** CloudTrail calls that open something to everyone or to another account: buckets, snapshots, images, functions, ports. */
import type { Severity } from '../domain/finding.ts';
import type { Call, Judge, Unimportant, Verdict } from './cloudtrail-call.ts';
import { list, record, records, text } from './fields.ts';
import { outsidersOf, readPolicy } from './policy-document.ts';

export const sharingCalls: Record<string, Judge> = {
  's3.PutBucketPolicy': putBucketPolicy,
  's3.PutBucketAcl': putBucketAcl,
  's3.DeleteBucketPublicAccessBlock': (call) =>
    opening(call, 'medium', `Public access block of bucket ${bucketName(call)} removed`, bucket(call)),
  's3.PutBucketPublicAccessBlock': publicAccessBlock,
  's3.DeleteAccountPublicAccessBlock': (call) => opening(call, 'high', 'Public access block of the whole account removed', account(call)),
  's3.PutAccountPublicAccessBlock': publicAccessBlock,
  'ec2.ModifySnapshotAttribute': (call) =>
    sharing(call, 'Snapshot', 'AwsEc2Snapshot', text(call.parameters, 'snapshotId'), ec2Grants(call, 'createVolumePermission')),
  'ec2.ModifyImageAttribute': (call) =>
    sharing(call, 'Image', 'AwsEc2Image', text(call.parameters, 'imageId'), ec2Grants(call, 'launchPermission')),
  'rds.ModifyDBSnapshotAttribute': databaseSnapshot,
  'rds.ModifyDBClusterSnapshotAttribute': databaseSnapshot,
  'ec2.DisableSnapshotBlockPublicAccess': (call) => opening(call, 'medium', 'Public sharing of snapshots allowed again', account(call)),
  'ec2.DisableImageBlockPublicAccess': (call) => opening(call, 'medium', 'Public sharing of images allowed again', account(call)),
  'lambda.AddPermission': addPermission,
};

function putBucketPolicy(call: Call): Verdict | Unimportant {
  const statements = readPolicy(call.parameters.bucketPolicy ?? call.parameters.policy);
  const name = bucketName(call);
  if (statements === undefined)
    return opening(
      call,
      'medium',
      `Policy of bucket ${name} changed`,
      bucket(call),
      'The policy could not be read; look at it before trusting it.',
    );
  const { everyone, accounts } = outsidersOf(statements, call.home.account);
  if (everyone) return opening(call, 'high', `Policy opens bucket ${name} to everyone`, bucket(call));
  if (accounts.length > 0) return opening(call, 'medium', `Policy opens bucket ${name} to account ${accounts.join(', ')}`, bucket(call));
  return { unimportant: 'the policy opens the bucket to nobody outside the account' };
}

function putBucketAcl(call: Call): Verdict | Unimportant {
  const canned = [call.parameters['x-amz-acl'], ...list(call.parameters, 'x-amz-acl')].some(
    (value) => typeof value === 'string' && value.startsWith('public-'),
  );
  const everyone = /acs\.amazonaws\.com\/groups\/global\/(?:AllUsers|AuthenticatedUsers)/.test(
    JSON.stringify(call.parameters).slice(0, 65_536),
  );
  if (!canned && !everyone) return { unimportant: 'the access control list names no public group' };
  return opening(call, 'high', `Access control list opens bucket ${bucketName(call)} to everyone`, bucket(call));
}

function publicAccessBlock(call: Call): Verdict | Unimportant {
  const settings = record(call.parameters, 'PublicAccessBlockConfiguration');
  const off = Object.entries(settings).filter(
    ([key, value]) => /^(?:Block|Ignore|Restrict)/.test(key) && (value === false || value === 'false'),
  );
  if (off.length === 0) return { unimportant: 'it blocks public access' };
  const detail = `Off now: ${off.map(([key]) => key).join(', ')}.`;
  if (call.name === 'PutAccountPublicAccessBlock')
    return opening(call, 'high', 'Public access block of the whole account weakened', account(call), detail);
  return opening(call, 'medium', `Public access block of bucket ${bucketName(call)} weakened`, bucket(call), detail);
}

function ec2Grants({ parameters }: Call, permission: string): string[] {
  const items = records(parameters, permission, 'add', 'items');
  return items
    .map((item) => text(item, 'group') ?? text(item, 'userId') ?? text(item, 'organizationArn') ?? '')
    .filter((grant) => grant !== '');
}

function databaseSnapshot(call: Call): Verdict | Unimportant {
  const { parameters } = call;
  const id = text(parameters, 'dBSnapshotIdentifier') ?? text(parameters, 'dBClusterSnapshotIdentifier');
  const values = list(parameters, 'valuesToAdd').filter((value): value is string => typeof value === 'string');
  return sharing(call, 'Database snapshot', 'AwsRdsDbSnapshot', id, values);
}

function sharing(call: Call, what: string, type: string, id: string | undefined, grants: string[]): Verdict | Unimportant {
  const foreign = grants.filter((grant) => grant !== call.home.account);
  const target: Verdict['targets'] = [[type, id]];
  if (foreign.includes('all'))
    return opening(call, 'critical', `${what} ${id ?? ''} made public`, target, 'Anyone with an AWS account can copy it now.');
  if (foreign.length === 0) return { unimportant: 'it shares nothing with another account' };
  return opening(
    call,
    'high',
    `${what} ${id ?? ''} shared with account ${foreign.slice(0, 10).join(', ')}`,
    target,
    'Whoever rules that account can copy it now.',
  );
}

function addPermission(call: Call): Verdict | Unimportant {
  const { parameters, home } = call;
  const name = text(parameters, 'functionName') ?? 'unknown';
  const short = name.split(':function:').at(-1) ?? name;
  const principal = text(parameters, 'principal') ?? '';
  const limited = ['sourceAccount', 'sourceArn', 'principalOrgID'].some((key) => text(parameters, key) !== undefined);
  const statement = { Effect: 'Allow', Principal: principal.endsWith('.amazonaws.com') ? { Service: principal } : { AWS: principal } };
  const { everyone, accounts } = outsidersOf(readPolicy({ Statement: statement }) ?? [], home.account);
  const target: Verdict['targets'] = [['AwsLambdaFunction', name.startsWith('arn:') ? name : short]];
  if (everyone && !limited) return opening(call, 'high', `Function ${short} may be called by everyone`, target);
  if (accounts.length > 0) return opening(call, 'medium', `Function ${short} may be called by account ${accounts.join(', ')}`, target);
  return { unimportant: 'it lets nobody outside the account call the function' };
}

function bucketName({ parameters }: Call): string {
  return text(parameters, 'bucketName') ?? 'unknown';
}

function bucket(call: Call): Verdict['targets'] {
  return [['AwsS3Bucket', text(call.parameters, 'bucketName')]];
}

function account({ home }: Call): Verdict['targets'] {
  return [['AwsAccount', home.account]];
}

export function opening(call: Call, severity: Severity, title: string, targets: Verdict['targets'], detail?: string): Verdict {
  const service = call.id.split('.')[0] ?? '';
  return { type: `Exposure:${service}/${call.name}`, severity, threat: 'exposure', title, targets, ...(detail ? { detail } : {}) };
}
