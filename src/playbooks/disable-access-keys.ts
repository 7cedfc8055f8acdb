/** Disable access keys: makes one long-term key of an IAM user inactive, which takes effect in seconds and can be undone. */
import { fingerprint } from '../domain/access-key.ts';
import { AwsCallError, type Read } from '../domain/aws-calls.ts';
import type { Plan, Step } from '../domain/plan.ts';
import { withoutKeyIds } from '../domain/redaction.ts';
import { factsOf, warningsOf } from './access-keys/facts.ts';
import { findKey } from './access-keys/find-key.ts';
import { callsOfKey } from './access-keys/key-use.ts';
import { offersFor } from './access-keys/offers.ts';
import { type KeyReads, listKeys, reads } from './access-keys/reads.ts';
import { survey } from './access-keys/survey.ts';
import { type Check, type CheckResult, configurationChecks, definePlaybook, type Offer, type PlanTools } from './define.ts';

type Writes = 'iam:UpdateAccessKey';
type KeyStep = Step<Writes>;

/** IAM's changes reach all Regions within seconds; calls until then prove nothing. */
const PROPAGATION = 60_000;
const EFFECT_PAGES = 4;

function stepFor(userName: string, keyId: string): KeyStep {
  const shown = fingerprint(keyId);
  // Without UserName, IAM would take the caller's own user.
  const input = { UserName: userName, AccessKeyId: keyId };
  return {
    id: `deactivate ${shown}`,
    why: withoutKeyIds(`deactivate key ${shown} of ${userName}`),
    call: 'iam:UpdateAccessKey',
    input: { ...input, Status: 'Inactive' },
    before: 'Active',
    after: 'Inactive',
    undo: { call: 'iam:UpdateAccessKey', input: { ...input, Status: 'Active' } },
  };
}

async function plan(offer: Pick<Offer, 'target' | 'secret'>, tools: PlanTools<KeyReads>) {
  const { target, secret } = offer;
  const keyId = secret.accessKeyId ?? '';
  if (!/^AKIA[A-Z0-9]{16}$/.test(keyId)) {
    return { refused: 'There is no long-term access key to disable', nextStep: 'Open the finding and look at the credential it names' };
  }
  const found = await findKey(keyId, secret.userName, target, tools);
  if ('refused' in found) return found;
  const { userName, lastUse } = found;
  // Not knowing the tags is not knowing whether the user is protected: a failure here must reject.
  const { User: user } = await tools.read('iam:GetUser', { UserName: userName });
  const tags = Object.fromEntries((user?.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  const never = tools.neverTarget(userName, tags);
  if (never) return { refused: `${userName} must never be touched: ${never}`, nextStep: 'Call whoever owns this user; policy names them' };

  const subject = { userName, keyId, lastUse, now: tools.now };
  const surveyed = await survey(tools.read, userName, keyId, tools.now);
  return {
    playbook: 'disable_access_keys',
    target: { ...target, label: withoutKeyIds(`key ${fingerprint(keyId)} of ${userName}`) },
    risk: 'disruptive' as const,
    steps: [stepFor(userName, keyId)],
    facts: factsOf(surveyed, subject),
    warnings: warningsOf(surveyed, subject),
    credential: true,
  };
}

function keyOf(step: KeyStep | undefined): { userName: string; keyId: string } {
  return { userName: String(step?.input.UserName ?? ''), keyId: String(step?.input.AccessKeyId ?? '') };
}

async function observe(step: KeyStep, read: Read<KeyReads>): Promise<string> {
  const { userName, keyId } = keyOf(step);
  try {
    const keys = await listKeys(read, userName);
    return keys.find((key) => key.id === keyId)?.status ?? 'gone';
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'NoSuchEntity') return 'gone';
    throw error;
  }
}

async function verify(check: Check, { steps, target }: Plan<Writes>, since: number, read: Read<KeyReads>): Promise<CheckResult> {
  const step = steps[0];
  if (!step) return { unmeasurable: 'the plan has no step' };
  const status = await observe(step, read);
  const right = status === step.after || (status === 'gone' && step.after === 'Inactive');
  if (!right) return { ok: false, detail: `${target.label} is ${status.toLowerCase()}, not ${step.after.toLowerCase()}` };
  if (check.proves === 'configuration') return { ok: true, detail: `${target.label} is ${status.toLowerCase()}` };
  if (step.after === 'Active') return { unmeasurable: 'the key is active on purpose' };
  return effect(keyOf(step).keyId, since + PROPAGATION, target.region, read);
}

async function effect(keyId: string, from: number, region: string, read: Read<KeyReads>): Promise<CheckResult> {
  try {
    const calls = await callsOfKey(read, keyId, from, EFFECT_PAGES);
    const worked = calls.filter((call) => call.error === undefined);
    const newest = worked[0];
    if (newest) {
      const at = new Date(newest.at).toISOString();
      return { ok: false, detail: `${worked.length} calls still succeeded, the newest ${newest.source}:${newest.name} at ${at}` };
    }
    const failed = calls.length > 0 ? `; ${calls.length} attempts failed` : '';
    return { ok: true, detail: `no successful call with the key in CloudTrail's management events of ${region}${failed}` };
  } catch (error) {
    if (error instanceof AwsCallError) return { unmeasurable: `CloudTrail could not be read (${error.code})` };
    throw error;
  }
}

export const disableAccessKeys = definePlaybook({
  id: 'disable_access_keys',
  title: 'Disable access key',
  actionName: 'Disable access keys',
  risk: 'disruptive',
  reads,
  writes: ['iam:UpdateAccessKey'],
  offers: offersFor,
  plan,
  observe,
  checks: [...configurationChecks, { afterSeconds: 900, proves: 'effect' }],
  verify,
});
