/** IAM Access Analyzer: what outsiders, insiders or nobody can use; changes of access previews are not findings. */
import type { Finding, Severity } from '../domain/finding.ts';
import { identityOf } from '../domain/identity.ts';
import { resourceFrom } from '../domain/resource-id.ts';
import { timestampFrom } from '../domain/timestamps.ts';
import type { Envelope, ParsedInput, Source } from './define.ts';
import { at, type Fields, flag, isRecord, record, text, texts } from './fields.ts';
import { declined, found, homeOf, nativeFinding, rejected } from './native.ts';

const kinds: Record<string, 'External' | 'Unused' | 'Internal'> = {
  'Access Analyzer Finding': 'External',
  'Unused Access Finding for IAM entities': 'Unused',
  'Internal Access Finding': 'Internal',
};
const preview = 'Access Preview State Change';

export const accessAnalyzerSource: Source = {
  id: 'access-analyzer',
  reads: 'IAM Access Analyzer findings about external, internal and unused access.',
  accepts: ({ source, detailType }) => source === 'aws.access-analyzer' && (Object.hasOwn(kinds, detailType) || detailType === preview),
  parse,
};

function parse(envelope: Envelope): ParsedInput {
  const { detail, detailType } = envelope;
  if (detailType === preview)
    return declined('An access preview shows what a change would do; nothing has changed yet.', text(detail, 'accessPreviewId'));
  const findingId = text(detail, 'id') ?? text(detail, 'findingId');
  const resource = text(detail, 'resource') ?? text(detail, 'resourceArn');
  if (!isRecord(detail) || findingId === undefined) return rejected('This Access Analyzer event has no finding id.');
  if (resource === undefined) return rejected('This Access Analyzer finding does not say what it is about.', findingId);
  return found(findingOf(envelope, detail, findingId, resource), detail);
}

function findingOf(envelope: Envelope, detail: Fields, findingId: string, resource: string): Finding {
  const home = homeOf(envelope, text(detail, 'resourceOwnerAccount') ?? text(detail, 'accountId'), detail.region, resource);
  const type = text(detail, 'resourceType');
  const about = resourceFrom(type, resource, home);
  const kind = kinds[envelope.detailType] ?? 'External';
  const what = `${wordOf(type)} ${about.id}`;
  const key = text(detail, 'accessKeyId');
  return nativeFinding(envelope, {
    identity: identityOf('access-analyzer', { ...home, id: findingId }),
    findingId,
    product: 'Access Analyzer',
    class: 'threat',
    threat: kind === 'External' && !isFailure(detail) && !isFederation(detail) ? 'exposure' : 'hygiene',
    type: `${kind} access`,
    ...(kind === 'Unused' ? unused(detail, what) : shared(detail, what, kind)),
    home,
    createdAt: timestampFrom(detail.createdAt),
    updatedAt: timestampFrom(detail.updatedAt) ?? timestampFrom(detail.analyzedAt),
    active: (text(detail, 'status') ?? 'ACTIVE').toUpperCase() === 'ACTIVE' && !flag(detail, 'isDeleted'),
    resources: [about, ...(key ? [resourceFrom('AwsIamAccessKey', key, home)] : [])],
  });
}

type Words = Pick<Finding, 'title' | 'description' | 'severity'>;

function shared(detail: Fields, what: string, kind: 'External' | 'Internal'): Words {
  if (isFailure(detail)) {
    const description = 'Who outside can use it is not known until Access Analyzer may read it.';
    return { title: `Access Analyzer could not examine ${what} (${text(detail, 'error')})`, description, severity: 'low' };
  }
  const actions = texts(detail, 'action').join(', ');
  const conditions = Object.entries(record(detail, 'condition')).map(
    ([name, value]) => `${name} = ${text(value) ?? JSON.stringify(value)}`,
  );
  const description = `${actions ? `Allowed: ${actions}.` : 'The finding does not say which actions.'}${conditions.length > 0 ? ` Only if ${conditions.join(' and ')}.` : ''}`;
  const open = flag(detail, 'isPublic');
  const title = open ? `${capital(what)} is open to everyone` : `${capital(what)} can be used by ${principalOf(detail)}`;
  return { title, description, severity: kind === 'Internal' ? 'low' : severityOf(detail, open) };
}

/** Everyone becoming a role is worse than everyone reading a bucket. */
function severityOf(detail: Fields, open: boolean): Severity {
  if (open) return isRole(detail) ? 'critical' : 'high';
  return isFederation(detail) ? 'low' : 'medium';
}

/** A role for the people of one identity provider, narrowed to one application: how sign-in works, worth knowing only. */
function isFederation(detail: Fields): boolean {
  const narrowed = Object.keys(record(detail, 'condition')).length > 0;
  return isRole(detail) && narrowed && !flag(detail, 'isPublic') && at(detail, 'principal', 'Federated') !== undefined;
}

function isRole(detail: Fields): boolean {
  return text(detail, 'resourceType') === 'AWS::IAM::Role';
}

const unusedWords: Record<string, string> = {
  UnusedIAMRole: 'is not used',
  UnusedIAMUserAccessKey: 'has an access key that is not used',
  UnusedIAMUserPassword: 'has a console password that is not used',
  UnusedPermission: 'has permissions that are not used',
};

function unused(detail: Fields, what: string): Words {
  const last = timestampFrom(detail.lastAccessed ?? detail.lastAccessedAt);
  const since =
    last === undefined ? 'The finding does not say when it was last used.' : `Last used ${new Date(last).toISOString().slice(0, 10)}.`;
  return {
    title: `${capital(what)} ${unusedWords[text(detail, 'findingType') ?? ''] ?? 'has access that is not used'}`,
    description: since,
    severity: 'low',
  };
}

function isFailure(detail: Fields): boolean {
  return text(detail, 'error') !== undefined;
}

function principalOf(detail: Fields): string {
  const principal = at(detail, 'principal');
  const entries = isRecord(principal) ? Object.entries(principal) : [];
  const named = entries.flatMap(([kind, value]) => {
    const id = text(value);
    return id === undefined ? [] : [kind === 'AWS' && /^\d{12}$/.test(id) ? `account ${id}` : id];
  });
  return named.join(', ') || text(principal) || text(detail, 'principalOwnerAccount') || 'somebody outside';
}

function wordOf(type: string | undefined): string {
  const word = type?.split('::').at(-1) ?? 'resource';
  return word.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
