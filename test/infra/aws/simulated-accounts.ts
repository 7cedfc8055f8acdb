/** A simulated AWS on a free port with real SDK clients pointed at it, for the tests beside this file. */
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { createSimulatedAws, type SimulatedAws, type SimulatedAwsOptions } from '../../../infra/local/aws/simulated-aws.ts';
import { serve } from '../../../infra/local/http.ts';
import { VirtualClock } from '../../../src/services/clock.ts';

export const HUB = '999988887777';
export const MEMBER = '111122223333';
export const NOW = Date.parse('2025-11-20T12:00:00Z');

interface ClientConfiguration {
  endpoint: string;
  region: string;
  maxAttempts: number;
  forcePathStyle: boolean;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}
export interface SimulatedAccounts {
  aws: SimulatedAws;
  clock: VirtualClock;
  address: string;
  /** Of the hub itself. */
  hub: ClientConfiguration;
  member: (role?: string, account?: string) => Promise<ClientConfiguration>;
  close: () => Promise<void>;
}

export async function startSimulatedAccounts(options: Partial<SimulatedAwsOptions> = {}): Promise<SimulatedAccounts> {
  const clock = new VirtualClock(NOW);
  const aws = createSimulatedAws({ clock, hubAccount: HUB, deployment: 'drawbridge', ...options });
  const server = await serve([aws.route, aws.doors], 0, (error) => {
    throw error;
  });
  const hub: ClientConfiguration = {
    endpoint: `${server.address}/aws-api`,
    region: 'us-east-1',
    maxAttempts: 1,
    forcePathStyle: true,
    credentials: { accessKeyId: 'AKIAIOSFODNN7HUBROLE', secretAccessKey: 'secret' },
  };
  const member = async (role = 'contain', account = MEMBER): Promise<ClientConfiguration> => {
    const input = { RoleArn: `arn:aws:iam::${account}:role/drawbridge-${role}`, RoleSessionName: 'case-1', SourceIdentity: 'T1-U1' };
    const { Credentials } = await new STSClient(hub).send(new AssumeRoleCommand(input));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    return { ...hub, credentials: { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken } };
  };
  return { aws, clock, address: server.address, hub, member, close: server.close };
}
