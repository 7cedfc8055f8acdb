/** CloudTrail calls that make or change who may do what: users, keys, passwords, second factors, policies and trust. */
import type { Severity } from '../domain/finding.ts';
import type { Call, Judge, Unimportant, Verdict } from './cloudtrail-call.ts';
import { text } from './fields.ts';
import { outsidersOf, type Reach, reachOf, readPolicy } from './policy-document.ts';

export const identityCalls: Record<string, Judge> = {
  'iam.CreateUser': (call) => persistence(call, 'medium', `New IAM user ${user(call)}`),
  'iam.CreateAccessKey': createAccessKey,
  'iam.CreateLoginProfile': (call) => persistence(call, 'medium', `Console password set for IAM user ${user(call)}`),
  'iam.UpdateLoginProfile': (call) => persistence(call, 'medium', `Console password changed for IAM user ${user(call)}`),
  'iam.DeactivateMFADevice': (call) => persistence(call, 'medium', `Second factor taken from IAM user ${user(call)}`),
  'iam.CreateSAMLProvider': (call) => persistence(call, 'medium', 'New SAML identity provider', text(call.parameters, 'name')),
  'iam.UpdateSAMLProvider': (call) =>
    persistence(call, 'medium', 'SAML identity provider changed', text(call.parameters, 'sAMLProviderArn')),
  'iam.CreateOpenIDConnectProvider': (call) => persistence(call, 'medium', 'New OpenID identity provider', text(call.parameters, 'url')),
  'iam.AttachUserPolicy': attach,
  'iam.AttachRolePolicy': attach,
  'iam.AttachGroupPolicy': attach,
  'iam.PutUserPolicy': content,
  'iam.PutRolePolicy': content,
  'iam.PutGroupPolicy': content,
  'iam.CreatePolicy': content,
  'iam.CreatePolicyVersion': content,
  'iam.SetDefaultPolicyVersion': (call) =>
    escalation(
      call,
      'medium',
      `Default version of policy ${holder(call)} changed`,
      `Now in force: ${text(call.parameters, 'versionId') ?? 'unknown'}; what it allows is not in the call.`,
    ),
  'iam.AddUserToGroup': (call) =>
    escalation(call, 'medium', `IAM user ${user(call)} added to group ${text(call.parameters, 'groupName') ?? 'unknown'}`),
  'iam.DeleteUserPermissionsBoundary': (call) => escalation(call, 'medium', `Permissions boundary taken from ${holder(call)}`),
  'iam.DeleteRolePermissionsBoundary': (call) => escalation(call, 'medium', `Permissions boundary taken from ${holder(call)}`),
  'iam.UpdateAssumeRolePolicy': trust,
  'iam.CreateRole': trust,
};

const weight: Record<Reach, [severity: Severity, words: string]> = {
  everything: ['high', 'It allows everything on everything.'],
  identities: ['high', 'It allows changing who may do what, so its holder can give itself everything.'],
  'whole-service': ['medium', 'It allows everything in at least one service.'],
  bounded: ['low', 'What it allows is bounded.'],
};

/** What AWS's own policies allow, as far as it changes the severity. */
const managed: [RegExp, Reach][] = [
  [/\/AdministratorAccess(?:-|$)/, 'everything'],
  [/\/(?:IAMFullAccess|PowerUserAccess|AWSOrganizationsFullAccess|AWSSSOMasterAccountAdministrator|SystemAdministrator)$/, 'identities'],
  [/FullAccess/, 'whole-service'],
];

function createAccessKey(call: Call): Verdict {
  const made = text(call.response, 'accessKey', 'accessKeyId');
  const whose = text(call.parameters, 'userName') ?? text(call.response, 'accessKey', 'userName');
  const keys = made === undefined ? {} : { keys: [made] };
  if (call.actor.root && whose === undefined) {
    return {
      ...persistence(call, 'critical', 'Access key made for the root user'),
      targets: [['AwsIamRoot', rootArn(call)]],
      threat: 'active',
      ...keys,
    };
  }
  return { ...persistence(call, 'medium', `New access key for IAM user ${user(call)}`), ...keys };
}

function attach(call: Call): Verdict {
  const policy = text(call.parameters, 'policyArn') ?? '';
  const short = policy.split('/').at(-1) || 'unknown';
  if (/\/AWSCompromisedKeyQuarantine/.test(policy)) {
    const detail = 'AWS attaches this policy when it finds an access key of the user in public: the key is exposed.';
    return {
      ...escalation(call, 'high', `AWS quarantined ${holder(call)}`, detail),
      type: 'Exposure:iam/ExposedCredentials',
      threat: 'active',
    };
  }
  const known = policy.includes(':aws:policy/') ? (managed.find(([pattern]) => pattern.test(policy))?.[1] ?? 'bounded') : undefined;
  const [severity, words] = known ? weight[known] : (['medium', 'What this policy allows is not in the call.'] as const);
  return escalation(call, severity, `Policy ${short} attached to ${holder(call)}`, words);
}

function content(call: Call): Verdict {
  const statements = readPolicy(call.parameters.policyDocument);
  const name = text(call.parameters, 'policyName') ?? text(call.parameters, 'policyArn')?.split('/').at(-1) ?? 'unknown';
  const title = call.name.startsWith('Put')
    ? `Inline policy ${name} written for ${holder(call)}`
    : `Policy ${name} ${call.name === 'CreatePolicy' ? 'created' : 'has a new version'}`;
  if (statements === undefined)
    return escalation(call, 'medium', title, 'Its policy document could not be read; look at it before trusting it.');
  const [severity, words] = weight[reachOf(statements)];
  return escalation(call, severity, title, words);
}

function trust(call: Call): Verdict | Unimportant {
  const fresh = call.name === 'CreateRole';
  const role = text(call.parameters, 'roleName') ?? 'unknown';
  const statements = readPolicy(fresh ? call.parameters.assumeRolePolicyDocument : call.parameters.policyDocument);
  const title = fresh ? `New role ${role} trusts` : `Role ${role} now trusts`;
  if (statements === undefined)
    return escalation(
      call,
      'medium',
      `Trust of role ${role} written`,
      'Its policy document could not be read; look at it before trusting it.',
    );
  const { everyone, accounts } = outsidersOf(statements, call.home.account);
  if (everyone) return { ...escalation(call, 'critical', `${title} everyone`), threat: 'exposure' };
  if (accounts.length > 0)
    return escalation(call, 'high', `${title} account ${accounts.join(', ')}`, 'Whoever rules that account may become this role.');
  return fresh
    ? { unimportant: 'the new role trusts nobody outside its account' }
    : escalation(call, 'low', `Trust of role ${role} changed`, 'It trusts nobody outside its account.');
}

function persistence(call: Call, severity: Severity, title: string, other?: string): Verdict {
  const target: Verdict['targets'] = other === undefined ? holders(call) : [['Other', other]];
  return { type: `Persistence:iam/${call.name}`, severity, threat: 'exposure', title, targets: target };
}

function escalation(call: Call, severity: Severity, title: string, detail?: string): Verdict {
  const threat = severity === 'low' ? 'hygiene' : 'exposure';
  return { type: `PrivilegeEscalation:iam/${call.name}`, severity, threat, title, targets: holders(call), ...(detail ? { detail } : {}) };
}

/** The call for oneself names nobody. */
function holders({ parameters, response, home, actor }: Call): Verdict['targets'] {
  const policy = text(parameters, 'policyArn') ?? text(response, 'policy', 'arn');
  const named = text(parameters, 'policyName');
  const own = policy?.includes(':aws:policy/')
    ? undefined
    : (policy ?? (named && `arn:${home.partition}:iam::${home.account}:policy/${named}`));
  const users = text(parameters, 'userName') ?? text(response, 'user', 'userName') ?? text(response, 'accessKey', 'userName');
  const role = text(parameters, 'roleName');
  const group = text(parameters, 'groupName');
  if (users) return [['AwsIamUser', text(response, 'user', 'arn') ?? users]];
  if (role) return [['AwsIamRole', text(response, 'role', 'arn') ?? role]];
  if (group) return [['AwsIamGroup', group]];
  return own ? [['AwsIamPolicy', own]] : [['AwsIamUser', actor.principal.name]];
}

function holder(call: Call): string {
  const [type, id] = holders(call)[0] ?? ['', undefined];
  return `${type.replace('AwsIam', '').toLowerCase()} ${id?.split('/').at(-1) ?? 'unknown'}`;
}

function user({ parameters, response, actor }: Call): string {
  return text(parameters, 'userName') ?? text(response, 'accessKey', 'userName') ?? actor.principal.name ?? 'unknown';
}

function rootArn({ home }: Call): string {
  return `arn:${home.partition}:iam::${home.account}:root`;
}
