/** The log in the table or in a file, held against the evidence in S3: in AWS, or in a sandbox. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { StoredEvent } from '../src/domain/event-chain.ts';
import { readLine } from '../src/domain/evidence.ts';
import { type EvidenceReport, type LogCopy, verifyEvidence } from '../src/flows/verify-evidence.ts';
import { createCaseLog } from '../src/services/case-log.ts';
import { systemClock } from '../src/services/clock.ts';
import { createEvidence, type Evidence } from '../src/services/evidence.ts';
import { createTable } from '../src/services/table.ts';
import type { Result } from './audit-verify.ts';

export interface Places {
  /** Names; in a sandbox both have a default. */
  bucket?: string;
  table?: string;
  /** Its address. */
  sandbox?: string;
}

/** Only its own cases, and of those what it holds. */
function copyInFile(text: string): LogCopy {
  const events = new Map<string, StoredEvent[]>();
  for (const line of text.split('\n').flatMap((each) => readLine(each) ?? []))
    events.set(line.caseId, [...(events.get(line.caseId) ?? []), line]);
  return { isWhole: false, caseIds: () => events.keys(), events: async (caseId) => events.get(caseId) ?? [] };
}

function copyInTable(client: DynamoDBClient, name: string): LogCopy {
  const cases = createCaseLog({ table: createTable(client, name), clock: systemClock, policyVersion: 'none' });
  async function* caseIds(): AsyncGenerator<string> {
    const documents = DynamoDBDocumentClient.from(client);
    let start: Record<string, unknown> | undefined;
    do {
      const page = await documents.send(
        new ScanCommand({
          TableName: name,
          ProjectionExpression: 'pk',
          FilterExpression: 'begins_with(pk, :case) AND begins_with(sk, :event)',
          ExpressionAttributeValues: { ':case': 'CASE#', ':event': 'EVENT#' },
          ...(start && { ExclusiveStartKey: start }),
        }),
      );
      for (const { pk } of page.Items ?? []) yield String(pk).slice('CASE#'.length);
      start = page.LastEvaluatedKey;
    } while (start);
  }
  return { isWhole: true, caseIds, events: (caseId) => cases.events(caseId) };
}

function reportLines({ hours, from, until, cases, events, problems }: EvidenceReport): Result {
  const ok = problems.length === 0;
  const seen = `${hours} hours of evidence${from ? `, ${from} to ${until} UTC` : ''}; ${cases} cases with ${events} events in it compared`;
  const last = ok ? 'The log and the evidence agree.' : 'The log and the evidence do not agree.';
  return { lines: [seen, ...problems.map((problem) => `✖ ${problem}`), last], ok };
}

/** Where the evidence and the table are: in AWS as the SDK is configured, or in a sandbox. */
async function placesOf({
  bucket,
  table,
  sandbox,
}: Places): Promise<{ evidence: Evidence | undefined; dynamo: () => DynamoDBClient; table: string }> {
  if (sandbox === undefined)
    return { evidence: createEvidence(() => new S3Client(), bucket), dynamo: () => new DynamoDBClient(), table: table ?? '' };
  const address = sandbox.replace(/\/$/, '');
  const { evidence } = (await (await fetch(`${address}/_control/info`)).json()) as {
    evidence: Record<'bucket' | 'table' | 'tableEndpoint', string>;
  };
  const shared = { region: 'us-east-1', credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' } };
  const s3 = () => new S3Client({ ...shared, endpoint: `${address}/aws-api`, forcePathStyle: true });
  return {
    evidence: createEvidence(s3, bucket ?? evidence.bucket),
    dynamo: () => new DynamoDBClient({ ...shared, endpoint: evidence.tableEndpoint }),
    table: table ?? evidence.table,
  };
}

/** `text` is an exported log; without one all of the log in the table is compared. */
export async function verifyAgainstEvidence(places: Places, text: string | undefined): Promise<Result> {
  const { evidence, dynamo, table } = await placesOf(places);
  if (!evidence) throw new Error('name the bucket that the evidence is in');
  const log = text === undefined ? copyInTable(dynamo(), table) : copyInFile(text);
  return reportLines(await verifyEvidence(evidence, log));
}
