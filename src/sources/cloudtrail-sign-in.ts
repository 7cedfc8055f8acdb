/** Console sign-ins and use of the root user: what nobody should do from day to day. */
import type { Call, Unimportant, Verdict } from './cloudtrail-call.ts';
import { at, type Fields, text } from './fields.ts';

const rootType = 'Policy:iam/RootUse';

export function signIn(call: Call, record: Fields): Verdict | Unimportant {
  const secondFactor = text(record, 'additionalEventData', 'MFAUsed');
  const success = text(call.response, 'ConsoleLogin') === 'Success';
  if (call.actor.root) return rootSignIn(call, success, secondFactor === 'Yes');
  if (call.name !== 'ConsoleLogin') return { unimportant: 'it does not concern the root user' };
  if (!success) return { unimportant: 'a single failed sign-in means little' };
  if (call.actor.principal.kind !== 'user') return { unimportant: 'its second factor is checked by the identity provider' };
  if (secondFactor !== 'No') return { unimportant: 'it does not say that the second factor was missing' };
  return {
    type: 'Policy:iam/SignInWithoutMfa',
    severity: 'medium',
    threat: 'exposure',
    title: `IAM user ${call.actor.principal.name ?? 'unknown'} signed in to the console without a second factor`,
    targets: [['AwsIamUser', call.actor.principal.name]],
  };
}

function rootSignIn(call: Call, success: boolean, secondFactor: boolean): Verdict | Unimportant {
  if (call.name === 'PasswordRecoveryRequested')
    return { ...rootUse(call, 'medium', 'Password recovery asked for the root user'), type: 'Policy:iam/RootPasswordRecovery' };
  if (call.name === 'PasswordRecoveryCompleted') return rootUse(call, 'critical', 'Password of the root user reset');
  if (call.name !== 'ConsoleLogin') return { unimportant: 'the sign-in itself is reported' };
  if (!success) return { ...rootUse(call, 'medium', 'Failed console sign-in as the root user'), type: 'Policy:iam/RootSignInFailed' };
  return secondFactor
    ? rootUse(call, 'high', 'Console sign-in as the root user')
    : rootUse(call, 'critical', 'Console sign-in as the root user without a second factor');
}

/** A call by the root user that no table knows. */
export function rootCall(call: Call, readOnly: boolean, failed: boolean): Verdict | Unimportant {
  const key = call.actor.key?.kind === 'long-term';
  if (readOnly && !key) return { unimportant: 'it only reads, and the sign-in of the root user is reported by itself' };
  const title = key ? `Access key of the root user used: ${call.name}` : `Root user called ${call.name}`;
  if (failed) return rootUse(call, key ? 'high' : 'medium', `${title}, which failed`);
  return rootUse(call, key ? 'critical' : 'high', title);
}

function rootUse({ home }: Call, severity: Verdict['severity'], title: string): Verdict {
  const targets: Verdict['targets'] = [['AwsIamRoot', `arn:${home.partition}:iam::${home.account}:root`]];
  return { type: rootType, severity, threat: 'active', title, targets };
}

export function isSignIn(record: Fields): boolean {
  return at(record, 'eventSource') === 'signin.amazonaws.com';
}
