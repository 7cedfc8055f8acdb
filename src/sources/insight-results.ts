/** Security Hub insight results that somebody handed on with one of our custom actions: counts over findings, one row per result. */
import type { Finding } from '../domain/finding.ts';
import { identityOf } from '../domain/identity.ts';
import { accountResource } from '../domain/resource-id.ts';
import { destinationOf } from '../domain/send-action.ts';
import { actionOf } from './custom-action.ts';
import type { CustomAction, Envelope, Parsed, ParsedInput, Source } from './define.ts';
import { isRecord, numeric, records, text } from './fields.ts';
import { declined, found, homeOf, nativeFinding, rejected } from './native.ts';

const mostResults = 100;

export const insightResultsSource: Source = {
  id: 'insight-results',
  reads: 'Security Hub insight results handed on from the console with one of the custom actions that send.',
  accepts: ({ source, detailType }) => source === 'aws.securityhub' && detailType === 'Security Hub Insight Results',
  parse,
};

function parse(envelope: Envelope): ParsedInput {
  const { detail } = envelope;
  const insight = text(detail, 'insightArn');
  const name = text(detail, 'insightName');
  const customAction = actionOf(envelope);
  // An insight says how many, never what happened: nothing is done to a target on its word.
  if (!destinationOf(customAction.id)) return declined(whyNotTaken(customAction), insight);
  if (!isRecord(detail) || insight === undefined || name === undefined)
    return rejected('the Security Hub insight results do not name their insight');
  const results = records(detail, 'insightResults').flatMap((result) => Object.entries(result));
  if (results.length === 0) return declined('the insight has no results: there is nothing to show', insight);
  const parsed = results.slice(0, mostResults).flatMap(([result, count]): Parsed[] => {
    const one = findingOf(envelope, {
      insight,
      name,
      by: text(detail, 'resultType') ?? 'result',
      result,
      count: numeric({ count }, 'count') ?? 0,
    });
    return found(one, detail).results;
  });
  return { results: parsed, customAction };
}

function whyNotTaken({ id, name }: CustomAction): string {
  return `insight results are counts over findings: they can be sent somewhere, but "${name || id}" needs the findings themselves`;
}

interface Result {
  insight: string;
  name: string;
  by: string;
  result: string;
  count: number;
}

function findingOf(envelope: Envelope, { insight, name, by, result, count }: Result): Finding {
  const home = homeOf(envelope, envelope.account, envelope.region, insight);
  return nativeFinding(envelope, {
    home,
    product: 'Security Hub',
    identity: identityOf('insight', { ...home, id: `${insight}/${result}` }),
    findingId: insight,
    class: 'control',
    threat: 'hygiene',
    type: `Insight: ${name}`,
    title: `Insight "${name}": ${count} ${count === 1 ? 'finding' : 'findings'} for ${result}`,
    description: `Security Hub counted its findings by ${spaced(by)} when somebody sent this insight on.`,
    severity: 'low',
    count: Math.max(1, count),
    updatedAt: envelope.time,
    resources: [{ ...accountResource(home), kind: 'other', id: result } satisfies Finding['resources'][number]],
  });
}

/** "ResourceAwsIamAccessKeyUserName" is easier to read in words. */
function spaced(by: string): string {
  return by.replace(/([a-z])([A-Z])/g, '$1 $2');
}
