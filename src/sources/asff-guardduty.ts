/** GuardDuty through Security Hub: the native type out of Types, and what ProductFields keep of the native finding, flattened. */
import { accessKeyFrom } from '../domain/access-key.ts';
import type { AccessKey } from '../domain/finding.ts';
import { type Fields, flag, numeric, record, text, texts } from './fields.ts';
import { publicAddresses } from './remote.ts';

const SERVICE = 'aws/guardduty/service/';
const RESOURCE = /^(?:EC2|IAMUser|S3|Kubernetes|Runtime|Lambda|RDS|ECS|Container|Object)$/;

/** `TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce` is UnauthorizedAccess:EC2/SSHBruteForce; undefined when nothing looks like a type. */
export function nativeType(finding: Fields): string | undefined {
  for (const type of texts(finding, 'Types')) {
    const colon = type.indexOf(':');
    const start = colon < 0 ? 0 : type.lastIndexOf('/', colon) + 1;
    const purpose = start > 0 ? type.slice(type.lastIndexOf('/', start - 2) + 1, start - 1) : undefined;
    const native = colon < 0 ? fromPurpose(type.split('/')) : fromPart(type.slice(start), purpose);
    if (native) return native;
  }
  return /\b[A-Z][A-Za-z]+:[A-Z][A-Za-z0-9]+\/[\w.!&-]+/.exec(text(finding, 'Title') ?? '')?.[0];
}

function fromPart(part: string, purpose: string | undefined): string | undefined {
  const [left = '', right = ''] = part.split(':');
  // Irregular: TTPs/DefenseEvasion/EC2:Unusual-DoT-Activity has the resource where the purpose belongs.
  if (RESOURCE.test(left)) return purpose ? `${purpose.replaceAll(' ', '')}:${left}/${right.replaceAll('-', '')}` : undefined;
  const native = right.includes('/') ? part : `${left}:${right.replace('-', '/')}`;
  if (!/^[A-Za-z]+:[A-Za-z0-9]+\/./.test(native)) return undefined;
  return native.endsWith('DNSDataExfiltration!DNS') ? native.slice(0, -'!DNS'.length) : native;
}

/** Irregular: TTPs/Credential Access/IAMUser-AnomalousBehavior has no purpose in its last part. */
function fromPurpose(parts: string[]): string | undefined {
  const [resource, ...rest] = (parts.at(-1) ?? '').split('-');
  const purpose = parts.at(-2)?.replaceAll(' ', '');
  return purpose && resource && RESOURCE.test(resource) && rest.length > 0 ? `${purpose}:${resource}/${rest.join('-')}` : undefined;
}

export interface GuardDutyFields {
  resourceRole?: 'ACTOR' | 'TARGET';
  archived: boolean;
  sample: boolean;
  count?: number;
  remoteAddresses: string[];
  remoteDomains: string[];
  accessKeys: AccessKey[];
}

const OF_INTEREST = /(?:ipaddressv[46]|accesskeyid|domain)$/i;
const lastCharacters = new Set([...'46dDnN'].map((character) => character.charCodeAt(0)));
const longestEnding = 11;

/** A finding may have hundreds of fields: looked at once, by their last character, before any pattern is tried. */
function fieldsOfInterest(fields: Fields): [key: string, value: string][] {
  const found: [string, string][] = [];
  for (const key of Object.keys(fields)) {
    if (!lastCharacters.has(key.charCodeAt(key.length - 1)) || !key.startsWith('aws/guardduty/')) continue;
    if (!OF_INTEREST.test(key.slice(-longestEnding))) continue;
    const value = fields[key];
    if (typeof value === 'string' && value !== '') found.push([key, value]);
  }
  return found;
}

export function guardDutyFields(finding: Fields): GuardDutyFields {
  const fields = record(finding, 'ProductFields');
  const told = fieldsOfInterest(fields);
  const under = (pattern: RegExp): string[] => {
    const values: string[] = [];
    for (const [key, value] of told) if (pattern.test(key)) values.push(value);
    return values;
  };
  const role = text(fields, `${SERVICE}resourceRole`);
  const count = numeric(fields, `${SERVICE}count`);
  const known: GuardDutyFields = {
    archived: flag(fields, `${SERVICE}archived`),
    sample: isSample(finding, fields),
    remoteAddresses: publicAddresses(under(/remoteIpDetails\/ipAddressV[46]$/)),
    remoteDomains: under(/(?:dnsRequestAction|domainDetails|remoteDomainDetails)\/domain$/i),
    accessKeys: under(/accessKeyId$/i).map(accessKeyFrom),
  };
  if (role === 'ACTOR' || role === 'TARGET') known.resourceRole = role;
  if (count !== undefined && count > 0) known.count = count;
  return known;
}

function isSample(finding: Fields, fields: Fields): boolean {
  return (
    flag(finding, 'Sample') ||
    flag(fields, `${SERVICE}additionalInfo/sample`) ||
    /"sample":\s*"?true/.test(text(fields, `${SERVICE}additionalInfo/value`) ?? '') ||
    (text(finding, 'Title') ?? '').startsWith('[SAMPLE]')
  );
}
