/** Simulated Security Hub: reading findings and writing workflow, note and the rest back to them. */
import type * as client from '@aws-sdk/client-securityhub';
import { type Call, iso, pageOf } from './call.ts';
import { AwsError, jsonWire, type Operations, type Service } from './wire.ts';
import type { Finding } from './world.ts';

type Held = Record<string, unknown>;

function inside(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Held)[key] : undefined;
}

function resources(finding: Finding): unknown[] {
  return Array.isArray(finding.Resources) ? finding.Resources : [];
}

/** Filters whose name is not simply the field's. */
const FILTERED: Record<string, (finding: Finding) => unknown[]> = {
  WorkflowStatus: (finding) => [inside(finding.Workflow, 'Status')],
  SeverityLabel: (finding) => [inside(finding.Severity, 'Label')],
  ComplianceStatus: (finding) => [inside(finding.Compliance, 'Status')],
  Type: (finding) => [finding.Types].flat(),
  ResourceId: (finding) => resources(finding).map((resource) => inside(resource, 'Id')),
  ResourceType: (finding) => resources(finding).map((resource) => inside(resource, 'Type')),
};

interface StringFilter {
  Value?: string;
  Comparison?: string;
  /** Of a filter by date. */
  Start?: string;
  End?: string;
}

function accepts(filter: StringFilter, value: string): boolean {
  if (filter.Start !== undefined && filter.End !== undefined)
    return Date.parse(value) >= Date.parse(filter.Start) && Date.parse(value) <= Date.parse(filter.End);
  const wanted = filter.Value ?? '';
  if (filter.Comparison === 'PREFIX') return value.startsWith(wanted);
  if (filter.Comparison === 'CONTAINS') return value.includes(wanted);
  return value === wanted;
}

/** Values of one filter are alternatives, except that each NOT_ must hold. */
function passes(finding: Finding, name: string, filters: StringFilter[]): boolean {
  const values = (FILTERED[name]?.(finding) ?? [finding[name]]).filter((value) => typeof value === 'string');
  const negative = filters.filter((filter) => filter.Comparison?.startsWith('NOT_') || filter.Comparison?.startsWith('PREFIX_NOT'));
  const positive = filters.filter((filter) => !negative.includes(filter));
  const excluded = negative.some((filter) => {
    const comparison = filter.Comparison === 'NOT_EQUALS' ? 'EQUALS' : filter.Comparison === 'NOT_CONTAINS' ? 'CONTAINS' : 'PREFIX';
    return values.some((value) => accepts({ ...filter, Comparison: comparison }, value));
  });
  return !excluded && (positive.length === 0 || positive.some((filter) => values.some((value) => accepts(filter, value))));
}

/** The hub sees every account's findings, a member its own. */
function visible(call: Call): Finding[] {
  const { hub } = call.world;
  return call.accountId === hub.account ? hub.findings : hub.findings.filter((finding) => finding.AwsAccountId === call.accountId);
}

function getFindings(call: Call, input: client.GetFindingsCommandInput): object {
  if ((input.MaxResults ?? 100) > 100) throw new AwsError('InvalidInputException', 'MaxResults must be 1 to 100');
  const filters = Object.entries(input.Filters ?? {}) as [string, StringFilter[]][];
  const found = visible(call).filter((finding) => filters.every(([name, alternatives]) => passes(finding, name, alternatives)));
  const page = pageOf(found, input.MaxResults ?? 100, input.NextToken);
  return { Findings: page.items, ...(page.next ? { NextToken: page.next } : {}) };
}

const COPIED = ['VerificationState', 'Confidence', 'Criticality', 'Types', 'UserDefinedFields', 'RelatedFindings'] as const;

function update(call: Call, finding: Finding, input: client.BatchUpdateFindingsCommandInput): void {
  if (input.Note) finding.Note = { Text: input.Note.Text, UpdatedBy: input.Note.UpdatedBy, UpdatedAt: iso(call.now) };
  if (input.Workflow) finding.Workflow = { ...(finding.Workflow as Held | undefined), Status: input.Workflow.Status };
  if (input.Severity) finding.Severity = { ...(finding.Severity as Held | undefined), ...input.Severity };
  for (const name of COPIED) if (input[name] !== undefined) finding[name] = input[name];
  call.simulation.onFindingUpdate(structuredClone(finding));
}

function batchUpdateFindings(call: Call, input: client.BatchUpdateFindingsCommandInput): object {
  const identifiers = input.FindingIdentifiers ?? [];
  if (identifiers.length < 1 || identifiers.length > 100)
    throw new AwsError('InvalidInputException', 'FindingIdentifiers must have 1 to 100 items');
  const known = visible(call);
  const processed: object[] = [];
  const unprocessed: object[] = [];
  for (const identifier of identifiers) {
    const finding = known.find(({ Id, ProductArn }) => Id === identifier.Id && ProductArn === identifier.ProductArn);
    if (finding) {
      update(call, finding, input);
      processed.push(identifier);
    } else unprocessed.push({ FindingIdentifier: identifier, ErrorCode: 'FindingNotFound', ErrorMessage: 'Finding Not Found' });
  }
  return { ProcessedFindings: processed, UnprocessedFindings: unprocessed };
}

/** The V2 API: status and comment of OCSF findings, by metadata.uid only, which is what the bot sends. */
function batchUpdateFindingsV2(call: Call, input: client.BatchUpdateFindingsV2CommandInput): object {
  const uids = input.MetadataUids ?? [];
  if (uids.length < 1 || uids.length > 100) throw new AwsError('ValidationException', 'MetadataUids must have 1 to 100 items');
  const processed: object[] = [];
  const unprocessed: object[] = [];
  for (const uid of uids) {
    const finding = call.accountId === call.world.hub.account ? call.world.hub.findingsV2?.[uid] : undefined;
    if (!finding) {
      unprocessed.push({ MetadataUid: uid, ErrorCode: 'ResourceNotFoundException', ErrorMessage: 'Finding Not Found' });
      continue;
    }
    if (input.StatusId !== undefined) finding.status_id = input.StatusId;
    if (input.Comment !== undefined) finding.comment = input.Comment;
    processed.push({ MetadataUid: uid });
  }
  return { ProcessedFindings: processed, UnprocessedFindings: unprocessed };
}

/** There from its first finding on. */
function heldV2({ accountId, world: { hub } }: Call): Held[] {
  if (accountId !== hub.account || !hub.findingsV2) throw new AwsError('ResourceNotFoundException', 'Security Hub V2 is not enabled', 404);
  return Object.values(hub.findingsV2);
}

function describeV2(call: Call): object {
  heldV2(call);
  return { HubV2Arn: `arn:aws:securityhub:${call.regionName}:${call.accountId}:hubv2/00000000-0000-4000-8000-000000000000` };
}

function updatedV2(finding: Held): unknown {
  return inside(finding.finding_info, 'modified_time_dt') ?? inside(finding.finding_info, 'modified_time');
}

/** By when they changed only, which is what the bot asks for. */
function getFindingsV2(call: Call, input: client.GetFindingsV2CommandInput): object {
  if ((input.MaxResults ?? 100) > 100) throw new AwsError('ValidationException', 'MaxResults must be 1 to 100');
  const dates = (input.Filters?.CompositeFilters ?? []).flatMap(({ DateFilters = [] }) => DateFilters);
  const wanted = (finding: Held) => {
    const updated = updatedV2(finding);
    const at = typeof updated === 'number' ? updated : Date.parse(String(updated));
    return dates.every(({ Filter }) => at >= Date.parse(Filter?.Start ?? '') && at <= Date.parse(Filter?.End ?? ''));
  };
  const page = pageOf(heldV2(call).filter(wanted), input.MaxResults ?? 100, input.NextToken);
  return { Findings: page.items, ...(page.next ? { NextToken: page.next } : {}) };
}

const PATHS: Record<string, string> = {
  'GET /aws-api/hubv2': 'DescribeSecurityHubV2',
  'POST /aws-api/findingsv2': 'GetFindingsV2',
  'POST /aws-api/findings': 'GetFindings',
  'PATCH /aws-api/findings/batchupdate': 'BatchUpdateFindings',
  'PATCH /aws-api/findingsv2/batchupdatev2': 'BatchUpdateFindingsV2',
};

const operations: Operations = {
  GetFindings: getFindings,
  DescribeSecurityHubV2: describeV2,
  GetFindingsV2: getFindingsV2,
  BatchUpdateFindings: batchUpdateFindings,
  BatchUpdateFindingsV2: batchUpdateFindingsV2,
};

export const securityHub: Service = {
  wire: jsonWire((http) => PATHS[`${http.method} ${http.path}`] ?? `${http.method} ${http.path}`),
  operations,
};
