/** A policy of the demonstration that was widened a moment ago, and the role that has it. */
import { iso } from './call.ts';
import { newRole } from './defaults.ts';
import { DAY } from './demo-parts.ts';
import type { Role } from './world.ts';
import type { ManagedPolicy } from './world-network.ts';

const NAME = 'release-pipeline';
const deploys = { Sid: 'Deploy', Effect: 'Allow', Action: ['ecs:UpdateService', 'ecr:*', 's3:PutObject'], Resource: '*' };
const rules = { Sid: 'Roles', Effect: 'Allow', Action: ['iam:PassRole', 'iam:Create*'], Resource: '*' };

/** As it is in force now. */
export const WIDENED = JSON.stringify({ Version: '2012-10-17', Statement: [deploys, rules] });

export function widenedArn(account: string): string {
  return `arn:aws:iam::${account}:policy/${NAME}`;
}

export function widenedPolicy(account: string, now: number): { policies: Record<string, ManagedPolicy>; roles: Record<string, Role> } {
  const arn = widenedArn(account);
  const v1 = { document: JSON.stringify({ Version: '2012-10-17', Statement: [deploys] }), createdAt: iso(now - 90 * DAY) };
  const v2 = { document: WIDENED, createdAt: iso(now - 60_000) };
  const policy = { name: NAME, arn, createdAt: v1.createdAt, defaultVersion: 'v2', versions: { v1, v2 } };
  const role = { ...newRole(account, NAME, now), attachedPolicies: [arn] };
  return { policies: { [arn]: policy }, roles: { [NAME]: role } };
}
