/** One ASFF finding, with as few demands as real findings allow: something that names it, and an account to act in. */
import { isAccount, isRegion, parseArn, partitionOf } from '../domain/arn.ts';
import type { Finding, WorkflowStatus } from '../domain/finding.ts';
import { foreignIdentity, identityOf } from '../domain/identity.ts';
import { type Provenance, provenanceOf } from '../domain/provenance.ts';
import type { Home } from '../domain/resource-id.ts';
import { severityFromAsff } from '../domain/severity.ts';
import { timestampFrom } from '../domain/timestamps.ts';
import { classify } from './asff-class.ts';
import { guardDutyFields } from './asff-guardduty.ts';
import { asffResources } from './asff-resources.ts';
import type { Envelope, Parsed } from './define.ts';
import { type Fields, flag, isRecord, record, records, text } from './fields.ts';
import { type HubFacts, hubFinding, isTemplate, TEMPLATE_REASON } from './hub-finding.ts';
import { noAccount } from './native.ts';

export function readAsff(value: unknown, envelope: Envelope): Parsed {
  if (!isRecord(value)) return { outcome: 'rejected', reason: 'an entry of "findings" is not an object' };
  const id = text(value, 'Id');
  if (id === undefined) return { outcome: 'rejected', reason: 'the finding has no Id' };
  const named = { findingId: id };
  if (isTemplate(id, text(value, 'AwsAccountId'), text(value, 'ProductArn'), text(value, 'Title')))
    return { outcome: 'rejected', reason: TEMPLATE_REASON, ...named };
  if (text(value, 'Title') === undefined && text(value, 'GeneratorId') === undefined) {
    return { outcome: 'rejected', reason: 'the finding has neither a Title nor a GeneratorId, so it does not say what is wrong', ...named };
  }
  const home = homeOf(value, envelope);
  if (!isAccount(home.account)) return { outcome: 'rejected', reason: noAccount(text(value, 'AwsAccountId') ?? ''), ...named };
  const product = provenanceOf(text(value, 'ProductArn'), productName(value), home.account, text(value, 'Region') ?? '');
  const operational = product.known === 'health' && !/RISK|ABUSE|SECURITY|EXPOSED|COMPROMISED/.test(text(value, 'GeneratorId') ?? '');
  if (operational)
    return { outcome: 'declined', reason: `AWS Health notice ${text(value, 'GeneratorId')} is about operations, not security`, ...named };
  return { outcome: 'finding', finding: toFinding(value, id, home, product, envelope), raw: value };
}

function toFinding(value: Fields, id: string, home: Home, product: Provenance, envelope: Envelope): Finding {
  const { resources, accessKeys, principal } = asffResources(value, home);
  const guardDuty = guardDutyFields(value);
  const created = timestampFrom(value.CreatedAt) ?? timestampFrom(value.FirstObservedAt) ?? envelope.time;
  const updated = timestampFrom(value.UpdatedAt) ?? timestampFrom(value.LastObservedAt) ?? envelope.time ?? created ?? 0;
  const first = timestampFrom(value.FirstObservedAt);
  const last = timestampFrom(value.LastObservedAt);
  const productArn = text(value, 'ProductArn');
  const hubRegion = parseArn(productArn ?? '')?.region ?? home.region;
  const classified = classify(value, product);
  const short = resources[0]?.id ?? '';
  const facts: HubFacts = {
    home,
    identity: identityIn(value, id, home, product, short),
    findingId: id,
    via: 'cspm',
    product: { name: product.name, genuine: product.genuine },
    class: classified.class,
    threat: classified.threat,
    type: classified.type,
    sensitive: classified.sensitive,
    title: text(value, 'Title') ?? classified.type,
    description: text(value, 'Description') ?? '',
    severity:
      severityFromAsff(record(value, 'Severity')) ??
      severityFromAsff(record(value, 'FindingProviderFields', 'Severity')) ??
      'informational',
    createdAt: created ?? updated,
    updatedAt: updated,
    active: isActive(value) && !guardDuty.archived,
    workflow: workflowOf(value),
    sample: guardDuty.sample || (resources[0]?.placeholder ?? false),
    resources,
    accessKeys: [...accessKeys, ...guardDuty.accessKeys],
    remoteAddresses: guardDuty.remoteAddresses,
    remoteDomains: guardDuty.remoteDomains,
  };
  if (first !== undefined) facts.firstSeenAt = first;
  if (last !== undefined) facts.lastSeenAt = last;
  if (guardDuty.count !== undefined) facts.count = guardDuty.count;
  if (guardDuty.resourceRole) facts.resourceRole = guardDuty.resourceRole;
  if (classified.vulnerability) facts.vulnerability = classified.vulnerability;
  if (principal) facts.principal = principal;
  const note = noteOf(value);
  if (note) facts.note = note;
  if (productArn !== undefined) {
    facts.product.arn = productArn;
    facts.hub = { api: 'cspm', id, productArn, region: hubRegion };
  }
  return hubFinding(facts);
}

/** The finding's own account and Region; the envelope's are the administrator's. */
function homeOf(value: Fields, envelope: Envelope): Home {
  const [entry] = records(value, 'Resources');
  const resource = parseArn(text(entry, 'Id') ?? '');
  const product = parseArn(text(value, 'ProductArn') ?? '');
  const own = () => parseArn(text(value, 'Id') ?? '');
  const places = [text(entry, 'Region'), text(value, 'Region'), resource?.region, product?.region];
  const region = places.find(isRegion) ?? [own()?.region, envelope.region].find(isRegion);
  const said = text(value, 'AwsAccountId');
  const account = [owner(value), said, resource?.account].find(isAccount) ?? own()?.account;
  const partition = resource?.partition ?? product?.partition ?? partitionOf(region ?? '');
  return { account: account ?? said ?? envelope.account, region: region ?? 'unknown', partition };
}

/** Analyzers of an organization report from the administrator's account about resources of others. */
function owner(value: Fields): string | undefined {
  return text(value, 'ProductFields', 'ResourceOwnerAccount');
}

function identityIn(value: Fields, id: string, home: Home, product: Provenance, resource: string): string {
  const productArn = text(value, 'ProductArn');
  if (!product.known) return foreignIdentity(productArn, { ...home, id });
  if (product.known === 'access-analyzer') {
    const uuid = /[0-9a-z]{8}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{12}$/.exec(text(value, 'SourceUrl') ?? '')?.[0];
    return identityOf('access-analyzer', { ...home, id: uuid ?? id });
  }
  if (product.known === 'config') {
    const rule = text(value, 'ProductFields', 'aws/config/ConfigRuleName') ?? text(value, 'Title');
    return identityOf('config', { ...home, id: `${rule}/${resource}` });
  }
  return identityOf(product.known, { account: home.account, region: home.region, id });
}

/** The product's word only: what people do is in the workflow, and leaves UpdatedAt as it was. */
function isActive(value: Fields): boolean {
  const passed = ['PASSED', 'NOT_AVAILABLE'].includes(text(value, 'Compliance', 'Status') ?? '');
  const closed = ['CLOSED', 'SUPPRESSED'].includes(text(value, 'ProductFields', 'aws/inspector/FindingStatus') ?? '');
  return text(value, 'RecordState') !== 'ARCHIVED' && !passed && !closed;
}

/** WorkflowState is the legacy field and says NEW for ever. */
function workflowOf(value: Fields): WorkflowStatus {
  const status = text(value, 'Workflow', 'Status');
  return status === 'NOTIFIED' || status === 'RESOLVED' || status === 'SUPPRESSED' ? status : 'NEW';
}

function noteOf(value: Fields): Finding['note'] {
  const words = text(value, 'Note', 'Text');
  if (words === undefined || flag(value, 'Note', 'Removed')) return undefined;
  const at = timestampFrom(record(value, 'Note').UpdatedAt);
  return { text: words, updatedBy: text(value, 'Note', 'UpdatedBy') ?? 'unknown', ...(at === undefined ? {} : { updatedAt: at }) };
}

function productName(value: Fields): string | undefined {
  return (
    text(value, 'ProductName') ??
    text(value, 'ProductFields', 'aws/securityhub/ProductName') ??
    text(value, 'ProductFields', 'Product Name') ??
    text(value, 'ProductFields', 'ProviderName')
  );
}
