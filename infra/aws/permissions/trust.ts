/** Who may assume the member roles: exact roles of the hub, of one organisation, and for writes with the name of who is behind it. */
import type { Conditions } from './documents.ts';

export interface TrustStatement {
  Effect: 'Allow';
  Principal: { AWS: readonly string[] };
  Action: readonly string[];
  Condition: Conditions;
}
export interface TrustDocument {
  Version: '2012-10-17';
  Statement: readonly TrustStatement[];
}
export interface TrustOptions {
  deployment: string;
  /** "o-…": requests from outside of it are refused. */
  organisation: string;
  /** Slack's id of the team whose people are behind a write. */
  team: string;
  /** ARNs of the hub functions' roles that may assume each. */
  hub: {
    read: readonly string[];
    contain: readonly string[];
    /** The one function that destroys. */
    destroy: string;
  };
}

const roleArn = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/** A whole account or a pattern would trust more than was meant. */
function exact(arn: string): string {
  if (!roleArn.test(arn)) throw new Error(`${arn} is not the ARN of one role`);
  return arn;
}

function trusting(principals: readonly string[], organisation: string, identities?: readonly string[]): TrustDocument {
  const sameOrganisation = { StringEquals: { 'aws:PrincipalOrgID': organisation } };
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: principals.map(exact) },
        Action: ['sts:AssumeRole', ...(identities ? ['sts:SetSourceIdentity'] : [])],
        // Without a source identity the second condition does not hold: no write is anonymous.
        Condition: { ...sameOrganisation, ...(identities && { StringLike: { 'sts:SourceIdentity': identities } }) },
      },
    ],
  };
}

/** Throws when a principal is no exact role, or when the destroying function's role is also another's. */
export function trustPolicies({
  deployment,
  organisation,
  team,
  hub,
}: TrustOptions): Record<'read' | 'contain' | 'destroy', TrustDocument> {
  if (!/^o-[a-z0-9]{10,32}$/.test(organisation)) throw new Error(`${organisation} is not the id of an organisation`);
  if (!/^T[A-Z0-9]{2,}$/.test(team)) throw new Error(`${team} is not the id of a Slack team`);
  if (hub.contain.includes(hub.destroy)) throw new Error(`${hub.destroy} destroys, and so must have a role of its own`);
  const identities = [`${team}-*`, `${deployment}-auto`];
  return {
    read: trusting(hub.read, organisation),
    contain: trusting(hub.contain, organisation, identities),
    destroy: trusting([hub.destroy], organisation, identities),
  };
}
