/** Whether a customer managed policy is there, and may be touched: asked before any plan about one. */
import { AwsCallError } from '../domain/aws-calls.ts';
import type { Refusal } from '../domain/plan.ts';
import type { PlanTools } from './define.ts';

/** Nothing when it may; otherwise why not. Rejects when its tags cannot be read. */
export async function refusePolicy(arn: string, { read, neverTarget }: PlanTools<'iam:GetPolicy'>): Promise<Refusal | undefined> {
  const name = arn.split('/').at(-1) ?? arn;
  let tags: Record<string, string>;
  try {
    const { Policy: policy } = await read('iam:GetPolicy', { PolicyArn: arn });
    tags = Object.fromEntries((policy?.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  } catch (error) {
    if (!(error instanceof AwsCallError) || error.code !== 'NoSuchEntity') throw error;
    return { refused: `Policy ${name} no longer exists`, nextStep: 'Nothing to do', already: true };
  }
  const never = neverTarget(name, tags);
  if (!never) return undefined;
  return { refused: `Policy ${name} must never be touched: ${never}`, nextStep: 'Call whoever owns this policy; the rules name them' };
}
