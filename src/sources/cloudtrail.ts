/** CloudTrail calls and console sign-ins that matter by themselves; everything else is declined with its reason. */
import { createHash } from 'node:crypto';
import { accessKeyFrom } from '../domain/access-key.ts';
import { isAccount } from '../domain/arn.ts';
import type { Finding, Resource } from '../domain/finding.ts';
import { identityOf } from '../domain/identity.ts';
import { accountResource, resourceFrom } from '../domain/resource-id.ts';
import { timestampFrom } from '../domain/timestamps.ts';
import { actorOf, isOwnRole } from './cloudtrail-actor.ts';
import { type Call, isUnimportant, type Judge, type Unimportant, type Verdict } from './cloudtrail-call.ts';
import { identityCalls } from './cloudtrail-identities.ts';
import { portCalls } from './cloudtrail-ports.ts';
import { protectionCalls } from './cloudtrail-protections.ts';
import { sharingCalls } from './cloudtrail-sharing.ts';
import { isSignIn, rootCall, signIn } from './cloudtrail-sign-in.ts';
import { tamperingCalls } from './cloudtrail-tampering.ts';
import type { Envelope, ParsedInput, Source } from './define.ts';
import { type Fields, flag, isRecord, record, text } from './fields.ts';
import { declined, found, homeOf, nativeFinding, rejected } from './native.ts';
import { publicAddresses } from './remote.ts';

const detailTypes = new Set(['AWS API Call via CloudTrail', 'AWS Console Sign In via CloudTrail']);
const calls: Record<string, Judge> = { ...tamperingCalls, ...identityCalls, ...sharingCalls, ...portCalls, ...protectionCalls };
const reading = /^(?:Get|List|Describe|Head|Lookup|BatchGet|Search|Query|Scan|Simulate|Assume)/;
const denied = /denied|unauthorized|forbidden|notauthorized/i;

export const cloudtrailSource: Source = {
  id: 'cloudtrail',
  reads:
    'CloudTrail calls that matter by themselves: tampering with trails and detectors, new users and keys, policy and trust edits, sharing, WAF or Shield taken away, use of the root user.',
  accepts: ({ source, detailType }) => detailTypes.has(detailType) && (source === '' || source.startsWith('aws.')),
  parse,
};

function parse(envelope: Envelope): ParsedInput {
  const { detail } = envelope;
  const name = text(detail, 'eventName');
  const service = text(detail, 'eventSource');
  if (!isRecord(detail) || name === undefined || service === undefined)
    return rejected('This CloudTrail record does not say which call was made.');
  const call = callOf(envelope, detail, name, service);
  const findingId = text(detail, 'eventID') ?? text(detail, 'requestID') ?? digest(detail);
  const judgement = judge(call, detail);
  const what = `${service.split('.')[0]}:${call.name}`;
  if (isUnimportant(judgement)) return declined(`${what} is not reported: ${judgement.unimportant}.`, findingId);
  return found(findingOf(envelope, call, detail, judgement, findingId), detail);
}

function callOf(envelope: Envelope, detail: Fields, name: string, service: string): Call {
  const short = name.replace(/\d{8}(?:v\d+)?$/, '');
  const arn = text(detail, 'userIdentity', 'arn');
  const owner = [text(detail, 'recipientAccountId'), text(detail, 'userIdentity', 'accountId')].find(isAccount);
  const home = homeOf(envelope, owner, text(detail, 'awsRegion'));
  return {
    id: `${service.split('.')[0]}.${short}`,
    name: short,
    parameters: record(detail, 'requestParameters'),
    response: record(detail, 'responseElements'),
    actor: actorOf(detail),
    home: { ...home, partition: /^arn:(aws[a-z-]*):/.exec(arn ?? '')?.[1] ?? home.partition },
  };
}

function judge(call: Call, detail: Fields): Verdict | Unimportant {
  const failure = text(detail, 'errorCode');
  const readOnly = flag(detail, 'readOnly') || (detail.readOnly === undefined && reading.test(call.name));
  const known = Object.hasOwn(calls, call.id) ? calls[call.id] : undefined;
  const tampering = Object.hasOwn(tamperingCalls, call.id);
  // Our roles never blind anybody: if one does, somebody else is using it.
  if (isOwnRole(call.actor) && !tampering) return { unimportant: 'Drawbridge made this call itself' };
  if (isSignIn(detail)) return signIn(call, detail);
  const byRoot = call.actor.root && call.actor.service === undefined;
  const verdict = known?.(call) ?? unknown(call);
  if (byRoot && (isUnimportant(verdict) || failure !== undefined)) return rootCall(call, readOnly, failure !== undefined);
  if (isUnimportant(verdict)) return readOnly && !known ? { unimportant: 'it only reads' } : verdict;
  if (call.actor.principal.kind === 'service' && verdict.type !== 'Exposure:iam/ExposedCredentials') {
    return { unimportant: `${call.actor.words} did it as part of the service` };
  }
  if (failure !== undefined) return failed(verdict, failure);
  return byRoot ? { ...verdict, severity: tampering ? 'critical' : higher(verdict.severity), threat: 'active' } : verdict;
}

function unknown(call: Call): Unimportant {
  const namesake = Object.keys(calls).find((id) => id.split('.')[1] === call.name);
  if (namesake) return { unimportant: `it only shares its name with ${namesake.replace('.', ':')}` };
  return { unimportant: 'it does not matter by itself' };
}

function failed(verdict: Verdict, failure: string): Verdict | Unimportant {
  if (!verdict.attemptMatters || !denied.test(failure)) return { unimportant: `it failed with ${failure}, so nothing changed` };
  return {
    ...verdict,
    type: verdict.type.replace('Stealth:', 'Attempt:'),
    severity: 'medium',
    title: `Denied attempt: ${verdict.title}`,
    detail: `AWS refused with ${failure}, so nothing changed.`,
  };
}

function higher(severity: Verdict['severity']): Verdict['severity'] {
  return severity === 'critical' ? 'critical' : 'high';
}

function findingOf(envelope: Envelope, call: Call, detail: Fields, verdict: Verdict, findingId: string): Finding {
  const { actor, home } = call;
  const made = timestampFrom(detail.eventTime) ?? envelope.time;
  // A caller from another account used a key that is not ours to touch.
  const ours = actor.principal.account === '' || actor.principal.account === home.account;
  const keys = [...(verdict.keys ?? []).map(accessKeyFrom), ...(actor.key && ours ? [actor.key] : [])];
  const targets: Resource[] = verdict.targets.flatMap(([type, id]) => (id === undefined ? [] : [resourceFrom(type, id, home)]));
  const named = keys.filter(({ kind }) => kind !== 'none').map(({ id }) => resourceFrom('AwsIamAccessKey', id, home));
  return nativeFinding(envelope, {
    identity: identityOf('cloudtrail', { ...home, id: findingId }),
    findingId,
    product: 'CloudTrail',
    class: 'threat',
    threat: verdict.threat,
    type: verdict.type,
    title: verdict.title,
    description: describe(call, detail, verdict),
    severity: verdict.severity,
    home,
    createdAt: made,
    updatedAt: made,
    firstSeenAt: made,
    lastSeenAt: made,
    resources: [...(targets.length > 0 ? targets : [accountResource(home)]), ...named],
    principal: actor.principal,
    accessKeys: keys,
    remoteAddresses: publicAddresses([detail.sourceIPAddress]),
  });
}

function describe({ actor, id, home }: Call, detail: Fields, { detail: more }: Verdict): string {
  const foreign =
    actor.principal.account !== '' && actor.principal.account !== home.account ? ` of account ${actor.principal.account}` : '';
  const through = actor.service && actor.principal.kind !== 'service' ? ` through ${actor.service}` : '';
  const from = text(detail, 'sourceIPAddress');
  const agent = text(detail, 'userAgent');
  const words = `${actor.words}${foreign} called ${id.replace('.', ':')}${through}${from ? ` from ${from}` : ''}${agent ? ` with ${agent}` : ''}.`;
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${more ? ` ${more}` : ''}`;
}

function digest(detail: Fields): string {
  return createHash('sha256').update(JSON.stringify(detail)).digest('hex').slice(0, 32);
}
