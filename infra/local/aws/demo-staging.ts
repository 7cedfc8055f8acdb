/** The staging website of the demonstration: two public servers that listen to more than they should. */
import { newAccount, newBucket, newRole } from './defaults.ts';
import { behindLoadBalancer, demoRegion, group, instance, profile, REGION, trailEvent, userWithKeys } from './demo-parts.ts';
import type { Account } from './world.ts';

export function stagingWeb(account: string, now: number): Account {
  const tags = { environment: 'staging', owner: 'web-platform' };
  const region = demoRegion(account);
  const site = group(account, 'site', [
    { port: 443, cidr: '0.0.0.0/0', description: 'website' },
    { port: 3389, cidr: '0.0.0.0/0', description: 'remote desktop' },
  ]);
  region.securityGroups[site.id] = site;
  const servers = [1, 2].map((number) =>
    instance(account, `site-${number}`, {
      groups: [site.id],
      profile: 'site',
      tags,
      publicIp: `198.51.100.${40 + number}`,
      ageDays: 9,
      now,
    }),
  );
  behindLoadBalancer(region, account, 'site', servers, now);
  for (const made of servers) region.instances[made.id] = made;
  const builder = { username: 'site-builder', keyId: 'AKIA2DRAWBRIDGE00021', address: '198.51.100.20' };
  region.events = [
    trailEvent(
      {
        ...builder,
        call: 'ec2:AuthorizeSecurityGroupIngress',
        minutesAgo: 130,
        resources: [{ type: 'AWS::EC2::SecurityGroup', name: site.id }],
      },
      now,
    ),
  ];
  const keys = { [builder.keyId]: { ageDays: 60, usedHoursAgo: 2, service: 'ec2' } };
  return {
    ...newAccount(),
    alias: 'staging-web',
    users: { 'site-builder': userWithKeys(account, 'site-builder', keys, now, { tags }) },
    roles: { site: { ...newRole(account, 'site', now), tags } },
    instanceProfiles: { site: profile(account, 'site') },
    buckets: { 'acme-staging-assets': { ...newBucket('acme-staging-assets', REGION, now), tags } },
    regions: { [REGION]: region },
  };
}
