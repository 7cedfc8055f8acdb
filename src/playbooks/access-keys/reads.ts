/** What disabling a key reads: declared once, so the parts of the playbook and the permissions agree. */
import type { Read } from '../../domain/aws-calls.ts';

export const reads = [
  'sts:GetAccessKeyInfo',
  'iam:GetAccessKeyLastUsed',
  'iam:GetUser',
  'iam:GetLoginProfile',
  'iam:ListAccessKeys',
  'iam:ListAttachedUserPolicies',
  'iam:ListGroupsForUser',
  'iam:ListServiceSpecificCredentials',
  'iam:ListUserPolicies',
  'cloudtrail:LookupEvents',
] as const;
export type KeyReads = (typeof reads)[number];
export type KeyRead = Read<KeyReads>;

export interface ListedKey {
  id: string;
  status: string;
  createdAt?: number;
}

/** All access keys of a user; the default and only page holds two, yet the API pages. */
export async function listKeys(read: KeyRead, userName: string): Promise<ListedKey[]> {
  const keys: ListedKey[] = [];
  let marker: string | undefined;
  do {
    const page = await read('iam:ListAccessKeys', { UserName: userName, ...(marker ? { Marker: marker } : {}) });
    for (const { AccessKeyId, Status, CreateDate } of page.AccessKeyMetadata ?? []) {
      if (!AccessKeyId) continue;
      keys.push({ id: AccessKeyId, status: Status ?? 'unknown', ...(CreateDate ? { createdAt: CreateDate.getTime() } : {}) });
    }
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker);
  return keys;
}
