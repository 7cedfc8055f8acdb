/** Trusted Advisor: checks in ERROR or WARN; exposed keys wake people, open resources ask for a decision, the rest is recorded. */
import { accessKeyFrom, fingerprint } from '../domain/access-key.ts';
import type { Finding, Resource } from '../domain/finding.ts';
import { identityOf } from '../domain/identity.ts';
import { type Home, resourceFrom } from '../domain/resource-id.ts';
import { isOpenControl } from './asff-class.ts';
import type { Envelope, ParsedInput, Source } from './define.ts';
import { type Fields, record, text } from './fields.ts';
import { declined, found, homeOf, nativeFinding, rejected } from './native.ts';

/** Checks about reachability whose names do not say "public". */
const openChecks = /unrestricted|bucket permissions|security group access risk|listener security/i;
const securityChecks =
  /\bIAM\b|\bMFA\b|cloudtrail|password|\bSSL\b|\bTLS\b|certificate|access key|security|encrypt|deprecated|end of support/i;
const exposedCheck = /^exposed access keys/i;
const anything = 'AwsOther';

export const trustedAdvisorSource: Source = {
  id: 'trusted-advisor',
  reads: 'Trusted Advisor checks in ERROR or WARN: exposed keys, open resources, and what else it recommends.',
  accepts: ({ source, detailType }) => source === 'aws.trustedadvisor' && detailType === 'Trusted Advisor Check Item Refresh Notification',
  parse,
};

function parse(envelope: Envelope): ParsedInput {
  const detail = record({ detail: envelope.detail }, 'detail');
  const check = text(detail, 'check-name')?.trim();
  const status = text(detail, 'status')?.toUpperCase();
  if (check === undefined) return rejected('this Trusted Advisor event does not name its check');
  const item = record(detail, 'check-item-detail');
  const id = itemId(detail, item);
  const findingId = `${check}/${id}`;
  if (status === undefined) return rejected('this Trusted Advisor event does not say how the check ended', findingId);
  if (status !== 'ERROR' && status !== 'WARN' && status !== 'OK')
    return declined(`Trusted Advisor could not judge "${check}": ${status}`, findingId);
  return found(findingOf(envelope, { detail, item, check, status, id }), envelope.detail);
}

interface Item {
  detail: Fields;
  item: Fields;
  check: string;
  status: 'ERROR' | 'WARN' | 'OK';
  id: string;
}

/** The same for the same thing whenever it is looked at again; `uuid` is not, but is all there is for some checks. */
function itemId(detail: Fields, item: Fields): string {
  const key = accessKeyOf(item);
  const named = Object.keys(item)
    .filter((name) => / (?:ID|Name|Address)$/i.test(name) && name !== 'Case ID' && text(item, name) !== undefined)
    .sort()[0];
  return text(detail, 'resource_id') ?? (key && fingerprint(key)) ?? (named && text(item, named)) ?? text(detail, 'uuid') ?? 'account';
}

function findingOf(envelope: Envelope, { detail, item, check, status, id }: Item): Finding {
  const home = homeOf(envelope, envelope.account, regionOf(item), text(detail, 'resource_id'));
  const exposed = exposedCheck.test(check);
  const key = exposed ? accessKeyFrom(accessKeyOf(item)) : undefined;
  const shared = {
    home,
    product: 'Trusted Advisor',
    identity: identityOf('trusted-advisor', { ...home, id: `${check}/${id}` }),
    findingId: `${check}/${id}`,
    description: describe(item),
    updatedAt: envelope.time,
    active: status !== 'OK',
    resources: resourcesOf(detail, item, home),
  };
  if (key) {
    return nativeFinding(envelope, {
      ...shared,
      class: 'threat',
      threat: 'active',
      type: 'ExposedCredentials:TrustedAdvisor/AccessKey',
      title: 'Trusted Advisor found an access key of this account exposed in public',
      severity: 'critical',
      accessKeys: [key],
    });
  }
  const open = isOpenControl(check) || openChecks.test(check);
  return nativeFinding(envelope, {
    ...shared,
    class: 'control',
    threat: open ? 'exposure' : 'hygiene',
    type: check,
    title: check,
    severity: severityOf(open, securityChecks.test(check), status === 'ERROR'),
  });
}

/** What is about cost, speed or limits is worth a line in the list, and no more. */
function severityOf(open: boolean, security: boolean, failed: boolean): Finding['severity'] {
  if (open) return failed ? 'high' : 'medium';
  return security && failed ? 'medium' : 'low';
}

function resourcesOf(detail: Fields, item: Fields, home: Home): Resource[] {
  const arn = text(detail, 'resource_id');
  if (arn) return [resourceFrom(anything, arn, home)];
  const user = text(item, 'User Name (IAM or Root)') ?? text(item, 'User Name');
  const key = accessKeyOf(item);
  const holder = user && resourceFrom(/^<?root/i.test(user) ? 'AwsIamRoot' : 'AwsIamUser', user, home);
  const named = [holder, key && resourceFrom('AwsIamAccessKey', key, home), groupOf(item, home)];
  return named.filter((each): each is Resource => typeof each === 'object');
}

function groupOf(item: Fields, home: Home): Resource | undefined {
  const group = /sg-[0-9a-f]+/.exec(text(item, 'Security Group ID') ?? '')?.[0];
  const bucket = text(item, 'Bucket Name');
  if (group) return resourceFrom('AwsEc2SecurityGroup', group, home);
  return bucket ? resourceFrom('AwsS3Bucket', bucket, home) : undefined;
}

function accessKeyOf(item: Fields): string | undefined {
  return text(item, 'Access Key ID');
}

/** "us-west-2c" is a zone of us-west-2. */
function regionOf(item: Fields): string | undefined {
  return (text(item, 'Region') ?? text(item, 'Region/AZ'))?.replace(/(\d)[a-z]$/, '$1');
}

/** What Trusted Advisor says about the item, without its day-by-day columns. */
function describe(item: Fields): string {
  return Object.entries(item)
    .flatMap(([name, value]) => {
      const said = text({ value }, 'value');
      return said === undefined || /^Day \d+$|Access Key ID/.test(name) ? [] : [`${name}: ${said}`];
    })
    .sort()
    .join('. ');
}
