/** What to do about a finding where there is no playbook yet: named, with the next step, no button. First match wins. */
import { type Advice, advice } from './advice-words.ts';
import type { Finding, ResourceKind } from './finding.ts';
import { isAttackSequence, isRootUse } from './threat-type.ts';

interface AdviceRow {
  /** Matched against the finding's type, the way the table in the guide names it. */
  pattern: RegExp;
  when?: (finding: Finding) => boolean;
  offer: (finding: Finding) => Advice[];
}

const rows: AdviceRow[] = [
  {
    pattern: /./,
    when: (finding) => isRootUse(finding.type) || (finding.threat === 'active' && finding.principal?.kind === 'root'),
    offer: () => [advice.root],
  },
  { pattern: /^AttackSequence:/, when: ({ type }) => isAttackSequence(type), offer: bySequence },
  {
    pattern: /LoggingDisabled$|^Stealth:[a-z0-9-]+\/|^(?:Stealth|DefenseEvasion):CloudTrail\/|^(?:PCI\.)?CloudTrail\.1$/,
    offer: (finding) => [advice.restoreLogging, ...byCredential(finding)],
  },
  {
    pattern: /^(?:Persistence|PrivilegeEscalation|Attempt):[a-z0-9-]+\//,
    offer: (finding) => [advice.undoChange, ...byCredential(finding)],
  },
  { pattern: /SignInWithoutMfa/, offer: () => [advice.secondFactor] },
  { pattern: /^(?:PCI\.)?S3\.(?:1|2|3|8)$/, offer: () => [advice.blockPublic] },
  { pattern: /^EC2\.21$/, offer: () => [advice.networkAclTicket] },
  { pattern: /^EC2\.(?:2|13|14|18|19|53|54)$|^PCI\.EC2\.(?:2|5)$/, offer: () => [advice.revokeRule] },
  { pattern: /^(?:PCI\.)?(?:EC2\.1|RDS\.1)$/, offer: () => [advice.makePrivate] },
  { pattern: /^(?:PCI\.)?RDS\.2$/, offer: () => [advice.databaseNotPublic] },
  { pattern: /^(?:PCI\.)?Lambda\.1$/, offer: () => [advice.closeFunction] },
  {
    pattern: /!DNS$|DNSDataExfiltration/,
    when: about('instance'),
    offer: (finding) => [advice.isolateAndStopDns, advice.dnsFirewall, ...toBlock(finding)],
  },
  {
    pattern: /:EC2\/.*(?:BruteForce|PortProbe|TorIPCaller|MaliciousIPCaller)/,
    when: ({ resourceRole }) => resourceRole === 'TARGET',
    offer: (finding) => [advice.closePort, ...toBlock(finding)],
  },
  {
    pattern: /InstanceCredentialExfiltration/,
    offer: ({ principal }) => [
      advice.revokeInstanceSessions,
      ...(principal?.session?.startsWith('i-') ? [advice.isolateNamedInstance] : []),
    ],
  },
  {
    pattern: /:(?:Kubernetes|Container|ECS)\/|^Execution:(?:ECS|Kubernetes|Container)/,
    offer: (finding) => [advice.containWorkload, ...byCredential(finding)],
  },
  {
    pattern: /:Runtime\//,
    when: (finding) => !about('instance')(finding) || about('cluster', 'container')(finding),
    offer: () => [advice.containWorkload],
  },
  { pattern: /:(?:EC2|Runtime)\//, when: about('instance'), offer: (finding) => [advice.isolate, ...toBlock(finding), advice.forensics] },
  { pattern: /:Lambda\//, offer: (finding) => [advice.throttleFunction, ...toBlock(finding)] },
  { pattern: /:RDS\//, offer: () => [advice.databaseNotPublic, advice.databaseCredentials] },
  { pattern: /^Policy:.*SharedExternally/, when: about('bucket'), offer: () => [advice.removeStatement] },
  { pattern: /^Policy:.*(?:Public|Anonymous)/, when: about('bucket'), offer: () => [advice.blockPublic] },
  { pattern: /:(?:IAMUser|S3|IAM|CloudTrail)\//, when: (finding) => finding.threat === 'active', offer: byCredential },
  {
    pattern: /./,
    when: ({ class: kind }) => kind === 'vulnerability',
    offer: ({ vulnerability }) => [vulnerability?.fixAvailable ? advice.patch : advice.acceptRisk, advice.ticket],
  },
  { pattern: /./, when: ({ title }) => /\bfound (?:a )?secrets?\b|\bsecrets? found\b/i.test(title), offer: () => [advice.removeSecret] },
  { pattern: /./, when: (finding) => finding.threat === 'exposure', offer: byExposure },
];

/** Nothing for a finding that is over. */
export function adviceFor(finding: Finding): Advice[] {
  if (!finding.active) return [];
  const row = rows.find(({ pattern, when }) => pattern.test(finding.type) && (when === undefined || when(finding)));
  return row ? row.offer(finding) : [];
}

function about(...kinds: ResourceKind[]): (finding: Finding) => boolean {
  return ({ resources }) => resources.some(({ kind }) => kinds.includes(kind));
}

function toBlock({ remoteAddresses }: Finding): Advice[] {
  return remoteAddresses.length > 0 ? [advice.blockAddress] : [];
}

/** Who is behind the credential decides; a long-term key itself is the playbook's business. */
function byCredential({ principal, accessKeys, resources }: Finding): Advice[] {
  const temporary = accessKeys[0]?.kind === 'temporary';
  const kind = principal?.kind ?? resources.find((resource) => resource.kind === 'user' || resource.kind === 'role')?.kind;
  if (kind === 'root') return [advice.root];
  if (kind === 'sso') return [advice.containSsoUser];
  if (kind === 'role') return [advice.revokeSessions, advice.quarantineRole];
  if (kind === 'user') return temporary ? [advice.revokeUserSessions, advice.quarantineUser] : [advice.quarantineUser];
  return temporary ? [advice.revokeSessions] : [];
}

/** One group per resource, identities first. */
function bySequence(finding: Finding): Advice[] {
  const identities = byCredential(finding);
  const instances = about('instance')(finding) ? [advice.isolate, ...toBlock(finding), advice.forensics] : [];
  const workloads = about('cluster', 'container')(finding) ? [advice.containWorkload] : [];
  return [...identities, ...instances, ...workloads];
}

function byExposure({ resources }: Finding): Advice[] {
  const kind = resources[0]?.kind;
  if (kind === 'bucket') return [advice.removeStatement, advice.blockPublic];
  if (kind === 'role') return [advice.distrust];
  if (kind === 'function') return [advice.closeFunction];
  if (kind === 'snapshot' || kind === 'image') return [advice.makePrivate];
  if (kind === 'security-group' || kind === 'instance') return [advice.revokeRule];
  if (kind === 'database') return [advice.databaseNotPublic];
  return kind === 'other' || kind === 'container' ? [advice.ticket] : [advice.removeGrant];
}
