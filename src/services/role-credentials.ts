/** Credentials of the bot's roles in the member accounts, kept until shortly before they expire. */
import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import { partitionOf } from '../domain/arn.ts';
import { assumeError } from './aws-error.ts';
import type { Clock } from './clock.ts';

export type RoleClass = 'read' | 'contain' | 'destroy';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}
export interface RoleRequest {
  account: string;
  roleClass: RoleClass;
  /** Who is behind a write, as CloudTrail shows it; reads have nobody behind them. */
  sourceIdentity?: string;
}

interface Held {
  credentials: Promise<Credentials>;
  until: number;
}

const RENEW_BEFORE = 5 * 60_000;
const SOURCE_IDENTITY = /^[\w+=,.@-]{2,64}$/;

export function createRoleCredentials(sts: STSClient, clock: Clock, config: { hubRegion: string; deployment: string }) {
  const held = new Map<string, Held>();
  const partition = partitionOf(config.hubRegion);

  async function assume({ account, roleClass, sourceIdentity }: RoleRequest): Promise<{ credentials: Credentials; until: number }> {
    const role = `${config.deployment}-${roleClass}`;
    try {
      if (sourceIdentity !== undefined && !SOURCE_IDENTITY.test(sourceIdentity)) throw new Error('the source identity is malformed');
      const { Credentials: given } = await sts.send(
        new AssumeRoleCommand({
          RoleArn: `arn:${partition}:iam::${account}:role/${role}`,
          RoleSessionName: sourceIdentity ?? role.slice(0, 64),
          ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
        }),
      );
      if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken) throw new Error('STS gave no credentials');
      const credentials = {
        accessKeyId: given.AccessKeyId,
        secretAccessKey: given.SecretAccessKey,
        sessionToken: given.SessionToken,
      };
      return { credentials, until: (given.Expiration?.getTime() ?? clock.wall()) - RENEW_BEFORE };
    } catch (error) {
      throw assumeError(role, account, error);
    }
  }

  /** One AssumeRole at a time per role and person; a failure is not kept. */
  return function credentialsFor(request: RoleRequest): Promise<Credentials> {
    const key = JSON.stringify([request.account, request.roleClass, request.sourceIdentity]);
    const known = held.get(key);
    if (known && clock.wall() < known.until) return known.credentials;
    const entry: Held = {
      until: Number.POSITIVE_INFINITY,
      credentials: assume(request).then(
        ({ credentials, until }) => {
          entry.until = until;
          return credentials;
        },
        (error: unknown) => {
          held.delete(key);
          throw error;
        },
      ),
    };
    held.set(key, entry);
    return entry.credentials;
  };
}
