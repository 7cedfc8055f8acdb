/** The contract's one side: the simulated accounts of the sandbox, behind a port of their own. */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mergeWorld } from '../../infra/local/aws/merge.ts';
import { createSimulatedAws } from '../../infra/local/aws/simulated-aws.ts';
import { serve } from '../../infra/local/http.ts';
import { VirtualClock } from '../../src/services/clock.ts';
import { ACCOUNT, ALLOWED, type Facts, NOBODY, REGION, type Side } from './row.ts';

const HUB = '999988887777';
const NOW = Date.parse('2025-11-20T12:00:00Z');
const arn = (service: string, rest: string, region = '') => `arn:aws:${service}:${region}:${ACCOUNT}:${rest}`;

const facts: Facts = {
  user: 'ci-deploy',
  keyId: 'AKIAIOSFODNN7EXAMPLE',
  role: 'web-app',
  serviceRole: 'AWSServiceRoleForAutoScaling',
  profile: 'web-app',
  policy: arn('iam', 'policy/deploy'),
  bucket: 'acme-private',
  publicBucket: 'acme-public',
  trail: arn('cloudtrail', 'trail/organization', REGION),
  instance: 'i-0abc1230000000001',
  interface: 'eni-0abc1230000000001',
  vpc: 'vpc-0abc1230000000001',
  subnet: 'subnet-0abc1230000000001',
  volume: 'vol-0abc1230000000001',
  spare: 'i-0abc1230000000002',
  image: 'ami-0abc1230000000001',
  allocation: 'eipalloc-0abc1230000000001',
  scalingGroup: 'web',
  targetGroup: arn('elasticloadbalancing', 'targetgroup/web/0123456789abcdef', REGION),
  balancer: 'classic',
  logGroup: '/vpc/flow-logs',
};

function region(): object {
  const { vpc, subnet, volume } = facts;
  const group = 'sg-0abc1230000000001';
  const card = { subnet, privateIp: '10.0.1.10', groups: [group], deviceIndex: 0 };
  const first = { ...card, id: facts.interface, publicIp: '198.51.100.7', allocationId: facts.allocation };
  const second = { ...card, id: 'eni-0abc1230000000002', privateIp: '10.0.1.11' };
  const member = (id: string) => ({ [id]: { lifecycle: 'InService', healthy: true, protected: false } });
  return {
    instances: {
      [facts.instance]: { vpc, subnet, volumes: [volume], interfaces: { [first.id]: first }, tags: { Name: 'first' } },
      [facts.spare]: { vpc, subnet, volumes: ['vol-0abc1230000000002'], interfaces: { [second.id]: second } },
      'i-0abc1230000000003': { vpc, subnet },
      'i-0abc1230000000004': { vpc, subnet },
    },
    securityGroups: { [group]: { name: 'site', vpc } },
    images: { [facts.image]: { id: facts.image, name: 'golden', snapshots: ['snap-0abc1230000000001'], tags: {}, sharedWith: [] } },
    autoScalingGroups: {
      [facts.scalingGroup]: {
        name: facts.scalingGroup,
        min: 1,
        max: 4,
        desired: 2,
        healthCheck: 'EC2',
        instances: { ...member('i-0abc1230000000003'), ...member('i-0abc1230000000004') },
        targetGroups: [],
        suspended: [],
        tags: {},
        createdAt: '2025-01-01T00:00:00Z',
      },
    },
    targetGroups: {
      [facts.targetGroup]: { arn: facts.targetGroup, name: 'web', protocol: 'HTTP', port: 80, vpc, loadBalancers: [], targets: {} },
    },
    classicLoadBalancers: { [facts.balancer]: { name: facts.balancer, vpc, instances: [] } },
    flowLogs: { [vpc]: facts.logGroup },
    trails: { organization: { name: 'organization', logging: true, multiRegion: true, bucket: facts.bucket } },
  };
}

export async function startSimulated(): Promise<Side> {
  const clock = new VirtualClock(NOW);
  const simulated = createSimulatedAws({ clock, hubAccount: HUB, deployment: 'drawbridge' });
  const anyone = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${facts.publicBucket}/*` };
  const v1 = { document: ALLOWED, createdAt: '2025-01-01T00:00:00Z' };
  const account = {
    users: { [facts.user]: { tags: { team: 'payments' }, accessKeys: { [facts.keyId]: {} } } },
    roles: { [facts.role]: { tags: { team: 'payments' } }, [facts.serviceRole]: { path: '/aws-service-role/autoscaling.amazonaws.com/' } },
    instanceProfiles: { [facts.profile]: {} },
    policies: { [facts.policy]: { name: 'deploy', arn: facts.policy, createdAt: v1.createdAt, defaultVersion: 'v1', versions: { v1 } } },
    buckets: {
      [facts.bucket]: { tags: { team: 'payments' } },
      [facts.publicBucket]: { policy: { Version: '2012-10-17', Statement: [anyone] }, website: true },
    },
    regions: { [REGION]: region() },
    deleted: [NOBODY.name, NOBODY.key, NOBODY.instance, NOBODY.group],
  };
  mergeWorld(simulated.world, { accounts: { [ACCOUNT]: account } }, NOW);
  const server = await serve([simulated.route], 0, (error) => {
    throw error;
  });
  const hub = {
    endpoint: `${server.address}/aws-api`,
    region: REGION,
    maxAttempts: 1,
    forcePathStyle: true,
    credentials: { accessKeyId: 'AKIAIOSFODNN7HUBROLE', secretAccessKey: 'secret' },
  };
  const RoleArn = arn('iam', 'role/drawbridge-contain');
  const { Credentials } = await new STSClient(hub).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'contract' }));
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
  return {
    config: { ...hub, credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken } },
    facts,
    async settle(seconds) {
      await clock.advance(seconds);
    },
    async close() {
      clock.stop();
      await server.close();
    },
  };
}
