/** One OCSF finding (detection, compliance or vulnerability) as Security Hub V2 and tools that speak OCSF write it. */
import { isAccount, isRegion, parseArn, partitionOf } from '../domain/arn.ts';
import type { Finding, WorkflowStatus } from '../domain/finding.ts';
import { foreignIdentity, identityOf } from '../domain/identity.ts';
import { type Provenance, provenanceOf } from '../domain/provenance.ts';
import type { Home } from '../domain/resource-id.ts';
import { severityFromOcsf } from '../domain/severity.ts';
import { timestampFrom } from '../domain/timestamps.ts';
import type { Envelope, Parsed } from './define.ts';
import { type Fields, isRecord, numeric, record, text } from './fields.ts';
import { hubFinding, isTemplate, TEMPLATE_REASON } from './hub-finding.ts';
import { noAccount } from './native.ts';
import { classifyOcsf, ocsfClasses } from './ocsf-class.ts';
import { ocsfEntries, ocsfRemotes, ocsfResources, resourceRoleOf } from './ocsf-resources.ts';

export function readOcsf(value: unknown, envelope: Envelope): Parsed {
  if (!isRecord(value)) return { outcome: 'rejected', reason: 'an entry of "findings" is not an object' };
  const id = text(value, 'finding_info', 'uid') ?? text(value, 'finding', 'uid') ?? text(value, 'metadata', 'uid');
  if (id === undefined) return { outcome: 'rejected', reason: 'the finding has neither finding_info.uid nor metadata.uid' };
  const named = { findingId: id };
  const classUid = numeric(value, 'class_uid') ?? 0;
  if (ocsfClasses[classUid] === undefined)
    return { outcome: 'declined', reason: `OCSF class ${classUid || 'unknown'} is not a finding (2002, 2003 and 2004 are)`, ...named };
  if (isTemplate(id, text(value, 'cloud', 'account', 'uid'), text(value, 'finding_info', 'title')))
    return { outcome: 'rejected', reason: TEMPLATE_REASON, ...named };
  const provider = text(value, 'cloud', 'provider');
  if (provider !== undefined && provider.toUpperCase() !== 'AWS')
    return { outcome: 'declined', reason: `it is about ${provider}, not about an AWS account`, ...named };
  const home = homeOf(value, id, envelope);
  if (!isAccount(home.account)) return { outcome: 'rejected', reason: noAccount(home.account), ...named };
  const productArn = [text(value, 'metadata', 'product', 'uid'), text(value, 'finding_info', 'product_uid')].find((arn) =>
    arn?.startsWith('arn:'),
  );
  const product = provenanceOf(productArn, text(value, 'metadata', 'product', 'name'), home.account, text(value, 'cloud', 'region') ?? '');
  return {
    outcome: 'finding',
    finding: toFinding(
      { ...value, finding_info: { ...record(value, 'finding'), ...record(value, 'finding_info') } },
      id,
      home,
      product,
      classUid,
      envelope,
    ),
    raw: value,
  };
}

function toFinding(value: Fields, id: string, home: Home, product: Provenance, classUid: number, envelope: Envelope): Finding {
  const time = (...names: string[]): number | undefined =>
    names
      .map((name) => timestampFrom(record(value, 'finding_info')[`${name}_dt`]) ?? timestampFrom(record(value, 'finding_info')[name]))
      .find((at) => at !== undefined);
  const updated =
    time('modified_time') ?? timestampFrom(value.time_dt) ?? timestampFrom(value.time) ?? envelope.time ?? time('created_time') ?? 0;
  const first = time('first_seen_time');
  const last = time('last_seen_time');
  const count = numeric(value, 'count');
  const { resources, accessKeys, principal } = ocsfResources(value, home);
  const role = resourceRoleOf(value);
  const title = text(value, 'finding_info', 'title');
  const metadataUid = text(value, 'metadata', 'uid');
  const classified = classifyOcsf(value, classUid, product);
  const comment = text(value, 'comment');
  return hubFinding({
    home,
    identity: product.known
      ? identityOf(product.known, { ...home, id: identifier(product, id) })
      : foreignIdentity(product.arn, { ...home, id }),
    findingId: id,
    via: 'v2',
    product: { name: product.name, genuine: product.genuine, ...(product.arn ? { arn: product.arn } : {}) },
    ...classified,
    title: title ?? classified.type,
    description: text(value, 'finding_info', 'desc') ?? '',
    severity:
      severityFromOcsf(value.severity_id, value.severity) ??
      severityFromOcsf(record(value, 'vendor_attributes').severity_id, record(value, 'vendor_attributes').severity) ??
      'informational',
    createdAt: time('created_time') ?? updated,
    updatedAt: updated,
    ...(first === undefined ? {} : { firstSeenAt: first }),
    ...(last === undefined ? {} : { lastSeenAt: last }),
    ...(count === undefined || count < 1 ? {} : { count }),
    active: isActive(value),
    workflow: workflowOf(value),
    ...(comment === undefined ? {} : { note: { text: comment, updatedBy: 'Security Hub' } }),
    sample: (title ?? '').startsWith('[SAMPLE]') || (resources[0]?.placeholder ?? false),
    ...(role ? { resourceRole: role } : {}),
    resources,
    ...(principal ? { principal } : {}),
    accessKeys,
    ...ocsfRemotes(value),
    ...(metadataUid ? { hub: { api: 'v2', metadataUid, region: isRegion(envelope.region) ? envelope.region : home.region } } : {}),
  });
}

function identifier({ known }: Provenance, id: string): string {
  return known === 'access-analyzer' ? (/[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}$/.exec(id)?.[0] ?? id) : id;
}

function homeOf(value: Fields, id: string, envelope: Envelope): Home {
  const [entry] = ocsfEntries(value);
  const resource = parseArn(text(entry, 'uid') ?? '');
  const own = parseArn(id);
  const region =
    [text(entry, 'region'), text(value, 'cloud', 'region'), resource?.region, own?.region, envelope.region].find(isRegion) ?? 'unknown';
  const said = text(value, 'cloud', 'account', 'uid');
  const account =
    [said, text(entry, 'owner', 'account', 'uid'), resource?.account, own?.account].find(isAccount) ?? said ?? envelope.account;
  return { account, region, partition: resource?.partition ?? text(value, 'cloud', 'cloud_partition') ?? partitionOf(region) };
}

const WORKFLOWS: Record<number, WorkflowStatus> = { 2: 'NOTIFIED', 3: 'SUPPRESSED', 4: 'RESOLVED' };

function workflowOf(value: Fields): WorkflowStatus {
  return WORKFLOWS[numeric(value, 'status_id') ?? 0] ?? 'NEW';
}

/** 5 is archived; an activity of 3 closes it; a control that passed is no finding any more. 3 and 4 are what people did: the workflow. */
function isActive(value: Fields): boolean {
  const passed =
    /^(?:pass|passed|not_available)$/i.test(text(value, 'compliance', 'status') ?? '') ||
    (text(value, 'compliance', 'status') === undefined && numeric(value, 'compliance', 'status_id') === 1);
  return numeric(value, 'status_id') !== 5 && numeric(value, 'activity_id') !== 3 && !passed;
}
