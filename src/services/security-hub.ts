/** Security Hub: read one finding as it is there, write workflow status and note back, at most 100 findings a call. */
import {
  type AwsSecurityFinding,
  type AwsSecurityFindingFilters,
  BatchUpdateFindingsCommand,
  BatchUpdateFindingsV2Command,
  DescribeSecurityHubV2Command,
  GetFindingsCommand,
  GetFindingsV2Command,
  ResourceNotFoundException,
  type SecurityHubClient,
  type SortCriterion,
} from '@aws-sdk/client-securityhub';
import type { HubReference, WorkflowStatus } from '../domain/finding.ts';
import type { Verification } from '../domain/hub-content.ts';
import { type Check, checkStatuses } from '../domain/security-score.ts';

export interface HubContent {
  workflow: WorkflowStatus;
  note: string;
  notedBy?: string;
  /** Written to the CSPM API only: the other one has no such field to write. */
  verification?: Verification;
}

export interface SecurityHub {
  /** Undefined when it is not there (any more). Only the CSPM API holds notes that people edit. */
  read(reference: HubReference): Promise<HubContent | undefined>;
  /** Answers the references that were not processed, with the service's error code; the caller tries them again. */
  write(references: readonly HubReference[], content: HubContent): Promise<{ reference: HubReference; code: string }[]>;
  /** All active findings, page by page: what the baseline records. */
  openFindings(): AsyncIterable<Record<string, unknown>[]>;
  /** All findings that say they changed between these instants (milliseconds), in whatever state, oldest first, page by page. */
  updatedFindings(from: number, until: number): AsyncIterable<Record<string, unknown>[]>;
  /** Whether the newer Security Hub is switched on here, beside the other. */
  hasV2(): Promise<boolean>;
  /** As `updatedFindings`, of the newer one: OCSF, in no particular order. */
  updatedFindingsV2(from: number, until: number): AsyncIterable<Record<string, unknown>[]>;
  /** What its own checks say in one account, a page at a time; what is archived or suppressed does not count. */
  checks(account: string, after?: string): Promise<{ checks: Check[]; next?: string }>;
}

const perCall = 100;
const equals = (...values: string[]) => values.map((Value) => ({ Value, Comparison: 'EQUALS' as const }));
const statusId: Record<WorkflowStatus, number> = { NEW: 1, NOTIFIED: 2, SUPPRESSED: 3, RESOLVED: 4 };
const noteLimit = 512;

/** Who our notes are signed by; the echo of a write is known by it. */
export const noteAuthor = 'drawbridge';

export function createSecurityHub(client: SecurityHubClient): SecurityHub {
  async function writeCspm(references: Extract<HubReference, { api: 'cspm' }>[], content: HubContent) {
    const answer = await client.send(
      new BatchUpdateFindingsCommand({
        FindingIdentifiers: references.map(({ id, productArn }) => ({ Id: id, ProductArn: productArn })),
        Workflow: { Status: content.workflow },
        ...(content.verification && { VerificationState: content.verification }),
        ...(content.note && { Note: { Text: content.note.slice(0, noteLimit), UpdatedBy: noteAuthor } }),
      }),
    );
    return (answer.UnprocessedFindings ?? []).flatMap((each) => {
      const reference = references.find(({ id }) => id === each.FindingIdentifier?.Id);
      return reference ? [{ reference, code: each.ErrorCode ?? 'unknown' }] : [];
    });
  }

  async function writeV2(references: Extract<HubReference, { api: 'v2' }>[], content: HubContent) {
    const answer = await client.send(
      new BatchUpdateFindingsV2Command({
        MetadataUids: references.map(({ metadataUid }) => metadataUid),
        StatusId: statusId[content.workflow],
        ...(content.note && { Comment: content.note.slice(0, noteLimit) }),
      }),
    );
    return (answer.UnprocessedFindings ?? []).flatMap((each) => {
      const reference = references.find(({ metadataUid }) => metadataUid === each.MetadataUid);
      return reference ? [{ reference, code: each.ErrorCode ?? 'unknown' }] : [];
    });
  }

  async function* pages(Filters: AwsSecurityFindingFilters, SortCriteria?: SortCriterion[]): AsyncGenerator<Record<string, unknown>[]> {
    let token: string | undefined;
    do {
      const page = await client.send(
        new GetFindingsCommand({ Filters, MaxResults: perCall, ...(SortCriteria && { SortCriteria }), ...(token && { NextToken: token }) }),
      );
      yield (page.Findings ?? []) as unknown as Record<string, unknown>[];
      token = page.NextToken;
    } while (token);
  }

  return {
    async read(reference) {
      if (reference.api === 'v2') return undefined;
      const answer = await client.send(
        new GetFindingsCommand({
          Filters: {
            Id: [{ Value: reference.id, Comparison: 'EQUALS' }],
            ProductArn: [{ Value: reference.productArn, Comparison: 'EQUALS' }],
          },
          MaxResults: 1,
        }),
      );
      const [finding] = answer.Findings ?? [];
      if (!finding) return undefined;
      const { UpdatedBy: notedBy } = finding.Note ?? {};
      return { workflow: finding.Workflow?.Status ?? 'NEW', note: finding.Note?.Text ?? '', ...(notedBy && { notedBy }) };
    },
    async write(references, content) {
      const unprocessed: { reference: HubReference; code: string }[] = [];
      const cspm = references.filter((each) => each.api === 'cspm');
      const v2 = references.filter((each) => each.api === 'v2');
      for (let at = 0; at < cspm.length; at += perCall) unprocessed.push(...(await writeCspm(cspm.slice(at, at + perCall), content)));
      for (let at = 0; at < v2.length; at += perCall) unprocessed.push(...(await writeV2(v2.slice(at, at + perCall), content)));
      return unprocessed;
    },
    openFindings: () =>
      pages({ RecordState: [{ Value: 'ACTIVE', Comparison: 'EQUALS' }], WorkflowStatus: [{ Value: 'NEW', Comparison: 'EQUALS' }] }),
    updatedFindings(from, until) {
      const [Start, End] = [new Date(from).toISOString(), new Date(until).toISOString()];
      return pages({ UpdatedAt: [{ Start, End }] }, [{ Field: 'UpdatedAt', SortOrder: 'asc' }]);
    },
    async hasV2() {
      try {
        await client.send(new DescribeSecurityHubV2Command({}));
        return true;
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return false;
        throw error;
      }
    },
    async *updatedFindingsV2(from, until) {
      const Filter = { Start: new Date(from).toISOString(), End: new Date(until).toISOString() };
      const Filters = { CompositeFilters: [{ DateFilters: [{ FieldName: 'finding_info.modified_time_dt' as const, Filter }] }] };
      let token: string | undefined;
      do {
        const page = await client.send(new GetFindingsV2Command({ Filters, MaxResults: perCall, ...(token && { NextToken: token }) }));
        yield (page.Findings ?? []) as unknown as Record<string, unknown>[];
        token = page.NextToken;
      } while (token);
    },
    async checks(account, after) {
      const answer = await client.send(
        new GetFindingsCommand({
          Filters: {
            AwsAccountId: equals(account),
            RecordState: equals('ACTIVE'),
            WorkflowStatus: equals('NEW', 'NOTIFIED', 'RESOLVED'),
            ComplianceStatus: equals(...checkStatuses),
          },
          MaxResults: perCall,
          ...(after && { NextToken: after }),
        }),
      );
      return {
        checks: (answer.Findings ?? []).flatMap((finding) => checkOf(finding) ?? []),
        ...(answer.NextToken && { next: answer.NextToken }),
      };
    },
  };
}

/** Of Security Hub's own: other products may say "passed" of something else. */
function checkOf({ ProductArn, Compliance, ProductFields }: AwsSecurityFinding): Check | undefined {
  const control = Compliance?.SecurityControlId ?? ProductFields?.ControlId ?? ProductFields?.RuleId;
  const status = checkStatuses.find((each) => each === Compliance?.Status);
  return control && status && ProductArn?.endsWith('::product/aws/securityhub') ? { control, status } : undefined;
}
