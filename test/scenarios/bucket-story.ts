/** The moves that every story about a bucket that is open to the public is made of. */
import { demoFindings } from '../../infra/local/demo/findings.ts';
import { PAYMENTS } from './events.ts';
import { type AwsCall, type Json, START, type Story } from './sandbox.ts';

/** A failed control about a bucket whose tags call it nothing secret, `at` milliseconds after the start. */
export function openBucket(name: string, at = 0): Json {
  const [event] = demoFindings(START + at).find(({ id }) => id === 'public-bucket')?.events ?? [];
  const text = JSON.stringify(event)
    .replaceAll('acme-customer-exports', name)
    .replaceAll('222233334444', PAYMENTS)
    .replaceAll('/finding/', `/finding/${name}-`);
  return JSON.parse(text.replaceAll('"confidential"', '"public-notes"')) as Json;
}

/** The same control, evaluated again some seconds later: it passes. */
export function passed(event: Json, seconds: number): Json {
  const at = new Date(START + seconds * 1000).toISOString();
  const text = JSON.stringify(event)
    .replaceAll('"Status":"FAILED"', '"Status":"PASSED"')
    .replaceAll(/"(UpdatedAt|LastObservedAt)":"[^"]*"/g, `"$1":"${at}"`);
  return JSON.parse(text) as Json;
}

export async function bucketOf(story: Story, name: string): Promise<Json | undefined> {
  type State = { accounts: Record<string, { buckets: Record<string, Json> }> };
  return (await story.get<State>('/aws/state')).accounts[PAYMENTS]?.buckets[name];
}

export async function seedBuckets(story: Story, buckets: Record<string, Json>): Promise<void> {
  await story.put('/aws/state', { accounts: { [PAYMENTS]: { buckets } } });
}

export async function puts(story: Story): Promise<AwsCall[]> {
  return (await story.awsCalls()).filter(({ call }) => call === 's3:PutPublicAccessBlock');
}
