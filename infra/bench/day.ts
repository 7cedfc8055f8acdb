/** A day at a bank: 50,000 events of 120 accounts in 4 Regions, mostly the same controls again, with four real stories inside. */
import { accessKey, asff, bucket, imported, instance, type Place } from './asff.ts';

export interface DayEvent {
  /** Milliseconds since the epoch. */
  at: number;
  envelope: Record<string, unknown>;
  /** Somebody has to be woken: the story it belongs to. */
  pages?: string;
}

export const dayEvents = 50_000;
export const dayAccounts = 120;
export const dayRegions = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1'] as const;

const DAY = 86_400_000;
const hygiene: [id: string, title: string, label: 'LOW' | 'MEDIUM' | 'HIGH'][] = [
  ['S3.5', 'S3 general purpose buckets should require requests to use SSL', 'MEDIUM'],
  ['S3.9', 'S3 general purpose buckets should have server access logging enabled', 'MEDIUM'],
  ['S3.13', 'S3 general purpose buckets should have Lifecycle configurations', 'LOW'],
  ['EC2.8', 'EC2 instances should use Instance Metadata Service Version 2 (IMDSv2)', 'HIGH'],
  ['EC2.7', 'EBS default encryption should be enabled', 'MEDIUM'],
  ['CloudWatch.16', 'CloudWatch log groups should be retained for a specified time period', 'MEDIUM'],
  ['KMS.4', 'AWS KMS key rotation should be enabled', 'MEDIUM'],
  ['Lambda.2', 'Lambda functions should use supported runtimes', 'MEDIUM'],
];

/** An integer from 0 to `below` - 1. */
type Draw = (below: number) => number;

/** The same numbers on every run: a linear congruential generator, of which the high bits are good enough for a load. */
function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function placeOf(draw: Draw): Place {
  return { account: String(100_000_000_000 + draw(dayAccounts) * 7_000_001), region: dayRegions[draw(dayRegions.length)] ?? dayRegions[0] };
}

/** Controls evaluated again: six in seven say what they said yesterday. */
function control(draw: Draw, at: number, start: number): [Record<string, unknown>, Place] {
  const place = placeOf(draw);
  const [id, title, label] = hygiene[draw(hygiene.length)] ?? ['S3.5', 'S3 buckets', 'MEDIUM'];
  const name = `bank-${place.account.slice(-4)}-${draw(2)}`;
  const finding = asff({
    place,
    product: 'securityhub',
    id: `security-control/${id}/finding/${name}-${id.toLowerCase()}`,
    generator: `security-control/${id}`,
    title,
    types: ['Software and Configuration Checks/Industry and Regulatory Standards'],
    label,
    createdAt: start - 30 * DAY,
    updatedAt: at,
    resources: [bucket(place, name)],
    more: {
      Compliance: { Status: draw(7) === 0 ? 'PASSED' : 'FAILED', SecurityControlId: id },
      ProductFields: { RelatedAWSResources: name },
    },
  });
  return [finding, place];
}

/** Known vulnerabilities, reported again by every scan. */
function vulnerability(draw: Draw, at: number, start: number): [Record<string, unknown>, Place] {
  const place = placeOf(draw);
  const number = draw(40);
  const host = `i-0${place.account.slice(-6)}${draw(4)}`;
  const serious = number < 2;
  const finding = asff({
    place,
    product: 'inspector',
    id: `finding/${host}-${number}`,
    generator: 'AWSInspector',
    title: `CVE-2026-${20_000 + number} - openssl`,
    types: ['Software and Configuration Checks/Vulnerabilities/CVE'],
    label: serious ? 'HIGH' : 'MEDIUM',
    createdAt: start - 10 * DAY,
    updatedAt: at,
    resources: [instance(place, host)],
    more: {
      Vulnerabilities: [{ Id: `CVE-2026-${20_000 + number}`, FixAvailable: serious ? 'YES' : 'NO', ExploitAvailable: 'NO' }],
      ProductFields: { 'aws/inspector/FindingStatus': 'ACTIVE' },
    },
  });
  return [finding, place];
}

/** The internet knocks on the same eight doors all day long. */
function knocking(draw: Draw, at: number, start: number): [Record<string, unknown>, Place] {
  const door = draw(8);
  const place = { account: String(100_000_000_000 + door * 7_000_001), region: dayRegions[0] };
  const probe = draw(3) > 0;
  const host = `i-0edge${door}`;
  const finding = asff({
    place,
    product: 'guardduty',
    id: `detector/d${door}/finding/${probe ? 'probe' : 'brute'}${door}`,
    generator: `arn:aws:guardduty:${place.region}:${place.account}:detector/d${door}`,
    title: probe ? `Unprotected port on ${host} is being probed` : `${host} is performing SSH brute force attacks`,
    types: [probe ? 'TTPs/Discovery/Recon:EC2-PortProbeUnprotectedPort' : 'TTPs/Initial Access/UnauthorizedAccess:EC2-SSHBruteForce'],
    label: probe ? 'LOW' : 'MEDIUM',
    createdAt: start,
    updatedAt: at,
    resources: [instance(place, host, '198.51.100.20')],
    more: {
      ProductFields: {
        'aws/guardduty/service/resourceRole': 'TARGET',
        'aws/guardduty/service/count': String(1 + Math.floor((at - start) / 60_000)),
      },
    },
  });
  return [finding, place];
}

function ordinary(draw: Draw, at: number, start: number): [Record<string, unknown>, Place] {
  const kind = draw(100);
  if (kind < 80) return control(draw, at, start);
  return kind < 93 ? vulnerability(draw, at, start) : knocking(draw, at, start);
}

interface Story {
  minute: number;
  make: (at: number) => [finding: Record<string, unknown>, place: Place];
  pages?: string;
}

const home: Place = { account: '100000000000', region: 'us-east-1' };

/** Twenty-five instances with one critical vulnerability; one of them is reachable, and it is being exploited elsewhere. */
function inspected(index: number): Story {
  const exposed = index === 17;
  return {
    minute: 540 + index / 8,
    ...(exposed && { pages: 'a vulnerability that is exploited, reachable from the internet' }),
    make: (at) => [
      asff({
        place: home,
        product: 'inspector',
        id: `finding/story-${index}`,
        generator: 'AWSInspector',
        title: 'CVE-2026-31337 - libexample',
        types: ['Software and Configuration Checks/Vulnerabilities/CVE'],
        label: 'CRITICAL',
        createdAt: at,
        updatedAt: at,
        resources: [instance(home, `i-0web${index}`, exposed ? '203.0.113.50' : undefined)],
        more: {
          Vulnerabilities: [{ Id: 'CVE-2026-31337', FixAvailable: 'YES', ExploitAvailable: exposed ? 'YES' : 'NO' }],
          ProductFields: { 'aws/inspector/FindingStatus': 'ACTIVE' },
        },
      }),
      home,
    ],
  };
}

/** A threat GuardDuty saw, told twice more as its count rises. */
function threat(minute: number, pages: string, type: string, title: string, resource: Record<string, unknown>): Story[] {
  return [0, 12, 31].map((later) => ({
    minute: minute + later,
    pages,
    make: (at) => [
      asff({
        place: home,
        product: 'guardduty',
        id: `detector/d0/finding/story-${minute}`,
        generator: `arn:aws:guardduty:${home.region}:${home.account}:detector/d0`,
        title,
        types: [type],
        label: 'HIGH',
        createdAt: at - later * 60_000,
        updatedAt: at,
        resources: [resource],
        more: { ProductFields: { 'aws/guardduty/service/resourceRole': 'ACTOR', 'aws/guardduty/service/count': String(1 + later) } },
      }),
      home,
    ],
  }));
}

const publicBucket: Story = {
  minute: 1_020,
  make: (at) => [
    asff({
      place: home,
      product: 'securityhub',
      id: 'security-control/S3.8/finding/story-bucket',
      generator: 'security-control/S3.8',
      title: 'S3 general purpose buckets should block public access',
      types: ['Software and Configuration Checks/Industry and Regulatory Standards'],
      label: 'HIGH',
      createdAt: at,
      updatedAt: at,
      resources: [bucket(home, 'bank-statements-export')],
      more: { Compliance: { Status: 'FAILED', SecurityControlId: 'S3.8' } },
    }),
    home,
  ],
};

const stories: Story[] = [
  ...threat(
    187,
    'a key that collects data',
    'Exfiltration:IAMUser-AnomalousBehavior',
    'User ci-deploy called an API commonly used to collect data in an unusual way',
    accessKey(home, 'ci-deploy', 'AKIAIOSFODNN7EXAMPLE'),
  ),
  ...Array.from({ length: 25 }, (_, index) => inspected(index)),
  ...threat(
    742,
    'an instance that talks to its controller',
    'Command and Control/Backdoor:EC2-C&CActivity.B',
    'EC2 instance i-0web99 is communicating with a known command and control server',
    instance(home, 'i-0web99'),
  ),
  publicBucket,
].sort((a, b) => a.minute - b.minute);

/** In order of time. The same `start` gives the same events. */
export function* bankDay(start: number): Generator<DayEvent> {
  const draw = drawFrom(20_261_120);
  const told = [...stories];
  const noise = dayEvents - stories.length;
  for (let index = 0; index < noise; index += 1) {
    const at = start + Math.floor((index * DAY) / noise);
    while (told[0] && start + told[0].minute * 60_000 <= at) yield tell(told.shift(), start, stories.length - told.length);
    const [finding, place] = ordinary(draw, at, start);
    yield { at, envelope: imported(finding, place, `bank-${index}`) };
  }
  while (told.length > 0) yield tell(told.shift(), start, stories.length - told.length);
}

function tell(story: Story | undefined, start: number, number: number): DayEvent {
  if (!story) throw new Error('all stories are told');
  const at = start + story.minute * 60_000;
  const [finding, place] = story.make(at);
  return { at, envelope: imported(finding, place, `story-${number}`), ...(story.pages && { pages: story.pages }) };
}
