/** Run enrichers: all that apply, in parallel, each with its own deadline; what fails is said and blocks nothing. */
import { AwsCallError, type CallInput, type Read, type ReadName } from '../domain/aws-calls.ts';
import type { CaseContext } from '../domain/context.ts';
import type { Finding } from '../domain/finding.ts';
import { deepWithoutKeyIds, withoutKeyIds } from '../domain/redaction.ts';
import type { Enricher, EnricherTools } from '../enrichers/define.ts';
import { enrichers as registered } from '../enrichers/index.ts';
import { PartlyEnriched } from '../enrichers/partly.ts';
import { type Clock, TimeoutError } from '../services/clock.ts';
import type { Locate } from '../services/geo.ts';

export interface EnrichDeps {
  aws: { reader(place: { account: string; region: string }): Read<ReadName> };
  clock: Pick<Clock, 'now' | 'within'>;
  /** From policy. */
  accounts: EnricherTools<ReadName>['accounts'];
  locate: Locate | undefined;
  enrichers?: readonly Enricher[];
  /** Wall time each enricher has, milliseconds. */
  deadline?: number;
}
export interface Enrichment {
  context: CaseContext;
  /** Sentences: "could not look up <label>: <reason>". */
  failures: string[];
}

const DEADLINE = 2000;
const MOST_WORDS = 300;

/** The same question is asked once: enrichers overlap in what they read. */
function asking(read: Read<ReadName>): Read<ReadName> {
  const asked = new Map<string, Promise<unknown>>();
  return <Name extends ReadName>(call: Name, input: CallInput<Name>) => {
    const key = `${call} ${JSON.stringify(input)}`;
    const known = asked.get(key) ?? read(call, input);
    asked.set(key, known);
    return known as ReturnType<typeof read<Name>>;
  };
}

function toolsFor(finding: Finding, { aws, clock, accounts, locate }: EnrichDeps): EnricherTools<ReadName> {
  const reads = new Map<string, Read<ReadName>>();
  function readIn(region: string): Read<ReadName> {
    const read = reads.get(region) ?? asking(aws.reader({ account: finding.account, region }));
    reads.set(region, read);
    return read;
  }
  return { read: readIn(finding.region), readIn, now: clock.now(), accounts, ...(locate ? { locate } : {}) };
}

function reason(error: unknown): string {
  if (error instanceof TimeoutError) return 'timed out';
  if (error instanceof AwsCallError && error.call !== 'sts:AssumeRole') return `${error.code} (${error.call})`;
  return withoutKeyIds(error instanceof Error ? error.message : String(error)).slice(0, MOST_WORDS);
}

function sentence(label: string, error: unknown): string {
  return `could not look up ${label}: ${reason(error)}`;
}

async function runOne(enricher: Enricher, finding: Finding, tools: EnricherTools<ReadName>, deps: EnrichDeps): Promise<Enrichment> {
  const { id, label } = enricher;
  try {
    if (!enricher.applies(finding)) return { context: {}, failures: [] };
    const known = await deps.clock.within(deps.deadline ?? DEADLINE, label, enricher.enrich(finding, tools));
    return { context: known === undefined ? {} : { [id]: known }, failures: [] };
  } catch (error) {
    if (!(error instanceof PartlyEnriched)) return { context: {}, failures: [sentence(label, error)] };
    return { context: { [id]: error.known }, failures: error.missing.map((missing) => sentence(missing.label, missing.error)) };
  }
}

/** Never rejects; nothing in the answer holds a full access key id. */
export async function runEnrichers(finding: Finding, deps: EnrichDeps): Promise<Enrichment> {
  const tools = toolsFor(finding, deps);
  const parts = await Promise.all((deps.enrichers ?? registered).map((enricher) => runOne(enricher, finding, tools, deps)));
  return deepWithoutKeyIds({
    context: Object.assign({}, ...parts.map((part) => part.context)) as CaseContext,
    failures: parts.flatMap((part) => part.failures),
  });
}
