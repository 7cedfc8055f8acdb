/** Kinds of AWS resources that responses change, with their ARNs as IAM compares them (Service Authorization Reference). */

/** Everything of an ARN between the partition and the name or id. */
const places = {
  'Auto Scaling group': 'autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/',
  'classic load balancer': 'elasticloadbalancing:*:*:loadbalancer/',
  'target group': 'elasticloadbalancing:*:*:targetgroup/',
  'Elastic address': 'ec2:*:*:elastic-ip/',
  image: 'ec2:*:*:image/',
  instance: 'ec2:*:*:instance/',
  'network ACL': 'ec2:*:*:network-acl/',
  'network interface': 'ec2:*:*:network-interface/',
  'security group': 'ec2:*:*:security-group/',
  'security group rule': 'ec2:*:*:security-group-rule/',
  snapshot: 'ec2:*:*:snapshot/',
  subnet: 'ec2:*:*:subnet/',
  volume: 'ec2:*:*:volume/',
  network: 'ec2:*:*:vpc/',
  policy: 'iam::*:policy/',
  role: 'iam::*:role/',
  user: 'iam::*:user/',
  bucket: 's3:::',
  trail: 'cloudtrail:*:*:trail/',
} as const;
export type Kind = keyof typeof places;

/** EC2 knows its things by ids; what people call them is their tag Name. */
const idPrefixes: Partial<Record<Kind, string>> = {
  'Elastic address': 'eipalloc-',
  image: 'ami-',
  instance: 'i-',
  'network ACL': 'acl-',
  'network interface': 'eni-',
  'security group': 'sg-',
  'security group rule': 'sgr-',
  snapshot: 'snap-',
  subnet: 'subnet-',
  volume: 'vol-',
  network: 'vpc-',
};

export function hasNameTag(kind: Kind): boolean {
  return idPrefixes[kind] !== undefined;
}

export function anyOf(partition: string, kind: Kind): string {
  return `arn:${partition}:${places[kind]}*`;
}

function couldBeId(pattern: string, prefix: string): boolean {
  const start = pattern.split('*')[0] ?? '';
  return pattern.startsWith(prefix) || (pattern.includes('*') && prefix.startsWith(start));
}

/** ARN patterns of what a never-target's name means among this kind; none when no id looks like it. `*` stands for anything. */
export function named(partition: string, kind: Kind, pattern: string): string[] {
  const prefix = idPrefixes[kind];
  if (prefix !== undefined && !couldBeId(pattern, prefix)) return [];
  const place = `arn:${partition}:${places[kind]}`;
  const name = escaped(pattern);
  if (kind === 'target group') return [`${place}${name}/*`];
  // Users, roles and policies may stand below a path.
  return places[kind].startsWith('iam:') ? [`${place}${name}`, `${place}*/${name}`] : [`${place}${name}`];
}

/** Besides `*`, IAM would read `?` and `$` as more than themselves. */
export function escaped(text: string): string {
  return text.replaceAll(/[$?]/g, (sign) => `\${${sign}}`);
}
