/** The moves that every story about a leaked key is made of. */
import { LEAKED, leakedKey, PAYMENTS } from './events.ts';
import type { AwsCall, Story } from './sandbox.ts';

export const because = { reason: 'the caller is on a threat list' };

export async function ask(story: Story, user: string): Promise<void> {
  await story.click(user, 'disable_access_keys');
  await story.submit(user, because);
}

export async function approve(story: Story, user: string): Promise<void> {
  await story.click(user, 'approve');
  await story.submit(user, { comment: 'agreed' });
}

/** Asked by ana, approved by omar, and cut: proved in configuration, not yet in effect. */
export async function cut(story: Story): Promise<void> {
  await story.raise(leakedKey());
  await ask(story, 'U0ANA');
  await approve(story, 'U0OMAR');
  await story.advance(310);
}

type State = { accounts: Record<string, { users: Record<string, { accessKeys: Record<string, { status: string }> }> }> };

export async function keyStatus(story: Story, account = PAYMENTS, user = 'ci-deploy', key = LEAKED): Promise<string | undefined> {
  return (await story.get<State>('/aws/state')).accounts[account]?.users[user]?.accessKeys[key]?.status;
}

/** Somebody does it in AWS, without us. */
export async function setKey(story: Story, key: object | null): Promise<void> {
  await story.put('/aws/state', { accounts: { [PAYMENTS]: { users: { 'ci-deploy': { accessKeys: { [LEAKED]: key } } } } } });
}

export const writes = (story: Story): Promise<AwsCall[]> => story.awsCalls('iam:UpdateAccessKey');

export async function kinds(story: Story): Promise<string[]> {
  return (await story.log()).map(({ kind }) => kind);
}
