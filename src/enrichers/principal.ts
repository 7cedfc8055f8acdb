/** Principal: the user or role that acted: rights, keys and their use, console, and who else uses a role. */
import type { Finding } from '../domain/finding.ts';
import type { Enricher } from './define.ts';
import { type RoleReads, roleContext, roleReads } from './role.ts';
import { type UserReads, userContext, userReads } from './user.ts';

const reads = [...userReads, ...roleReads] as const;
type Reads = UserReads | RoleReads;

interface Subject {
  kind: 'user' | 'role';
  /** Undefined: to be found by the key. */
  name: string | undefined;
}

function subject(finding: Finding): Subject | undefined {
  const { principal } = finding;
  if (principal?.kind === 'root') return undefined;
  if (principal?.name && principal.account === finding.account) {
    if (principal.kind === 'user') return { kind: 'user', name: principal.name };
    if (principal.kind === 'role' || principal.kind === 'sso') return { kind: 'role', name: principal.name };
  }
  const resource = finding.resources.find(({ kind }) => kind === 'user' || kind === 'role');
  if (resource && resource.account === finding.account) return { kind: resource.kind === 'user' ? 'user' : 'role', name: resource.id };
  return finding.accessKeys.some((key) => key.kind === 'long-term') ? { kind: 'user', name: undefined } : undefined;
}

export const principalEnricher: Enricher<Reads> = {
  id: 'principal',
  label: 'the principal',
  reads,
  applies: (finding) => !finding.sample && subject(finding) !== undefined,
  async enrich(finding, tools) {
    const found = subject(finding);
    if (found?.kind === 'role' && found.name !== undefined) return roleContext(found.name, finding.principal?.session, tools.read);
    const keyId = finding.accessKeys.find((key) => key.kind === 'long-term')?.id;
    const name = found?.name ?? (keyId && (await tools.read('iam:GetAccessKeyLastUsed', { AccessKeyId: keyId })).UserName);
    return name ? userContext(name, tools.read) : undefined;
  },
};
