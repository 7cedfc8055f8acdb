/** Inspector: vulnerable packages and code, and ports that can be reached from outside; scan and coverage events are not findings. */
import type { Finding, Resource, Vulnerability } from '../domain/finding.ts';
import { identityOf } from '../domain/identity.ts';
import { type Home, resourceFrom } from '../domain/resource-id.ts';
import { severityFromWord } from '../domain/severity.ts';
import { timestampFrom } from '../domain/timestamps.ts';
import type { Envelope, ParsedInput, Source } from './define.ts';
import { type Fields, isRecord, record, records, text, texts } from './fields.ts';
import { declined, found, homeOf, nativeFinding, rejected } from './native.ts';
import { publicAddresses } from './remote.ts';
import { withTags } from './tags.ts';

export const inspectorSource: Source = {
  id: 'inspector',
  reads: 'Inspector findings about vulnerable packages and code, and about network reachability.',
  accepts: ({ source, detailType }) => source === 'aws.inspector2' && /^Inspector2 (?:Finding|Scan|Coverage)$/.test(detailType),
  parse,
};

function parse(envelope: Envelope): ParsedInput {
  const { detail, detailType } = envelope;
  if (detailType === 'Inspector2 Scan') return declined('The end of a scan is no finding; what it found comes as findings.');
  if (detailType === 'Inspector2 Coverage') return declined('What Inspector covers is no finding.');
  const findingId = text(detail, 'findingArn');
  if (!isRecord(detail) || findingId === undefined) return rejected('This Inspector event has no finding ARN.');
  const kind = text(detail, 'type') ?? '';
  const vulnerability = kind === 'NETWORK_REACHABILITY' ? undefined : vulnerabilityOf(detail);
  if (kind !== 'NETWORK_REACHABILITY' && vulnerability === undefined)
    return rejected('This Inspector finding does not say which vulnerability it is about.', findingId);
  return found(findingOf(envelope, detail, findingId, vulnerability), detail);
}

function findingOf(envelope: Envelope, detail: Fields, findingId: string, vulnerability: Vulnerability | undefined): Finding {
  const home = homeOf(envelope, detail.awsAccountId, text(records(detail, 'resources')[0], 'region'), findingId);
  const status = (text(detail, 'status') ?? 'ACTIVE').toUpperCase();
  return nativeFinding(envelope, {
    identity: identityOf('inspector', { ...home, id: findingId }),
    findingId,
    product: 'Inspector',
    class: vulnerability ? 'vulnerability' : 'threat',
    threat: vulnerability ? 'vulnerability' : 'exposure',
    type: vulnerability?.id ?? 'Network reachability',
    title: text(detail, 'title') ?? vulnerability?.id ?? 'Port reachable from outside',
    description: text(detail, 'description') ?? '',
    severity: severityFromWord(text(detail, 'severity')) ?? severityFromWord(text(detail, 'severity', 'label')) ?? 'informational',
    home,
    createdAt: momentFrom(detail.firstObservedAt),
    updatedAt: momentFrom(detail.updatedAt) ?? momentFrom(detail.lastObservedAt),
    firstSeenAt: momentFrom(detail.firstObservedAt),
    lastSeenAt: momentFrom(detail.lastObservedAt),
    active: status === 'ACTIVE',
    workflow: status === 'SUPPRESSED' ? 'SUPPRESSED' : 'NEW',
    resources: records(detail, 'resources').flatMap((resource) => resourceOf(resource, home)),
    vulnerability,
  });
}

function vulnerabilityOf(detail: Fields): Vulnerability | undefined {
  const packages = record(detail, 'packageVulnerabilityDetails');
  const id =
    text(packages, 'vulnerabilityId') ??
    text(detail, 'codeVulnerabilityDetails', 'detectorId') ??
    /\bCVE-\d{4}-\d{4,}\b/.exec(text(detail, 'title') ?? '')?.[0];
  if (id === undefined) return undefined;
  const name = text(records(packages, 'vulnerablePackages')[0], 'name');
  const fixed = records(packages, 'vulnerablePackages').some((item) => !['NotAvailable', undefined].includes(text(item, 'fixedInVersion')));
  const fix = text(detail, 'fixAvailable')?.toUpperCase();
  return {
    id,
    fixAvailable: fix === undefined ? fixed : fix === 'YES' || fix === 'PARTIAL',
    exploitAvailable: text(detail, 'exploitAvailable')?.toUpperCase() === 'YES',
    ...(name ? { package: name } : {}),
  };
}

function resourceOf(entry: Fields, home: Home): Resource[] {
  const id = text(entry, 'id');
  if (id === undefined) return [];
  const place = { ...home, region: text(entry, 'region') ?? home.region, partition: text(entry, 'partition') ?? home.partition };
  const resource = withTags(resourceFrom(text(entry, 'type'), id, place), entry);
  const addresses = publicAddresses(texts(entry, 'details', 'awsEc2Instance', 'ipV4Addresses'));
  return [{ ...resource, ...(addresses.length > 0 ? { publicAddresses: addresses } : {}) }];
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const spoken = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d{2}):(\d{2})\s([AP])M$/;

/** Inspector's events write "Jan 19, 2022, 10:46:15 PM", in UTC. */
function momentFrom(value: unknown): number | undefined {
  const match = typeof value === 'string' ? spoken.exec(value.trim()) : null;
  if (!match) return timestampFrom(value);
  const [, month = '', day, year, hour, minute, second, half] = match;
  const hours = (Number(hour) % 12) + (half === 'P' ? 12 : 0);
  return timestampFrom(Date.UTC(Number(year), months.indexOf(month), Number(day), hours, Number(minute), Number(second)));
}
