/** Ten thousand findings within a minute: a new standard fails everywhere, a scanner finds its list, the internet knocks. */
import { LEAKED_KEY } from '../local/aws/demo-production.ts';
import { accessKey, asff, bucket, imported, instance, type Place } from './asff.ts';

export const stormFindings = 10_000;

const production: Place = { account: '111122223333', region: 'us-east-1' };
const regions = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1'] as const;

function placeOf(index: number): Place {
  return { account: String(100_000_000_000 + (index % 30) * 7_000_001), region: regions[index % regions.length] ?? regions[0] };
}

/** Seven in ten: 210 cases of some 33 rows, none of them a message. */
function control(index: number, at: number): Record<string, unknown> {
  const place = placeOf(index);
  const id = `S3.${1 + (Math.floor(index / 30) % 7)}`;
  return asff({
    place,
    product: 'securityhub',
    id: `security-control/${id}/finding/storm-${index}`,
    generator: `security-control/${id}`,
    title: 'S3 general purpose buckets should require requests to use SSL',
    types: ['Software and Configuration Checks/Industry and Regulatory Standards'],
    label: 'MEDIUM',
    createdAt: at,
    updatedAt: at,
    resources: [bucket(place, `storm-${index}`)],
    more: { Compliance: { Status: 'FAILED', SecurityControlId: id } },
  });
}

/** Two in ten: forty vulnerabilities with a fix on fifty instances each, every one a message. */
function vulnerability(index: number, at: number): Record<string, unknown> {
  const place = placeOf(index);
  const number = index % 40;
  return asff({
    place,
    product: 'inspector',
    id: `finding/storm-${index}`,
    generator: 'AWSInspector',
    title: `CVE-2026-${30_000 + number} - openssl`,
    types: ['Software and Configuration Checks/Vulnerabilities/CVE'],
    label: 'HIGH',
    createdAt: at,
    updatedAt: at,
    resources: [instance(place, `i-0${String(index).padStart(16, '0')}`)],
    more: {
      Vulnerabilities: [{ Id: `CVE-2026-${30_000 + number}`, FixAvailable: 'YES', ExploitAvailable: 'NO' }],
      ProductFields: { 'aws/inspector/FindingStatus': 'ACTIVE' },
    },
  });
}

/** One in ten: a thousand instances under the same attack, nine messages and one storm. */
function attack(index: number, at: number): Record<string, unknown> {
  const place = placeOf(index);
  const host = `i-0${String(index).padStart(16, '0')}`;
  return asff({
    place,
    product: 'guardduty',
    id: `detector/d1/finding/storm-${index}`,
    generator: `arn:aws:guardduty:${place.region}:${place.account}:detector/d1`,
    title: `${host} is performing SSH brute force attacks`,
    types: ['TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce'],
    label: 'MEDIUM',
    createdAt: at,
    updatedAt: at,
    resources: [instance(place, host, '198.51.100.20')],
    more: { ProductFields: { 'aws/guardduty/service/resourceRole': 'TARGET', 'aws/guardduty/service/count': '3' } },
  });
}

function envelopeOf(index: number, at: number): Record<string, unknown> {
  const kind = index % 10;
  const finding = kind < 7 ? control(index, at) : kind < 9 ? vulnerability(index, at) : attack(index, at);
  return imported(finding, placeOf(index), `storm-${index}`);
}

/** The same `at` gives the same findings. */
export function storm(at: number): Record<string, unknown>[] {
  return Array.from({ length: stormFindings }, (_, index) => envelopeOf(index, at));
}

/** A key of the simulated payments account; without one, the key that the demonstration leaks. */
export interface Leak {
  number: number;
  user: string;
  key: string;
  tactic: string;
}
const theLeak: Leak = { number: 0, user: 'ci-deploy', key: LEAKED_KEY, tactic: 'Exfiltration' };

/** Tier 3, by the urgent lane. */
export function leakedKey(at: number, { number, user, key, tactic }: Leak = theLeak): Record<string, unknown> {
  const finding = asff({
    place: production,
    product: 'guardduty',
    id: `detector/d9/finding/leaked-${number}`,
    generator: 'arn:aws:guardduty:us-east-1:111122223333:detector/d9',
    title: `User ${user} called an API commonly used to collect data in an unusual way`,
    types: [`TTPs/${tactic}:IAMUser-AnomalousBehavior`],
    label: 'HIGH',
    createdAt: at,
    updatedAt: at,
    resources: [accessKey(production, user, key)],
    more: { ProductFields: { 'aws/guardduty/service/resourceRole': 'ACTOR', 'aws/guardduty/service/count': '2' } },
  });
  return imported(finding, production, `leaked-${number}`);
}
