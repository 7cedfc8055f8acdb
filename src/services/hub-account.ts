/** The hub's account as whoever deploys sees it: whose credentials these are, and what its secrets hold. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { secretsHost } from '../config.ts';
import { systemClock } from './clock.ts';
import { readSecrets } from './secrets.ts';

export interface HubAccount {
  /** The account of the credentials found here. Rejects when there are none, or AWS does not take them. */
  account(): Promise<string>;
  /** Rejects when there is none of this name, or these credentials may not read it. */
  secret(name: string): Promise<Record<string, string>>;
}

export function createHubAccount(region: string): HubAccount {
  const sts = new STSClient({ region, maxAttempts: 2 });
  return {
    async account() {
      const { Account: account } = await sts.send(new GetCallerIdentityCommand({}));
      if (!account) throw new Error('AWS does not say whose credentials these are');
      return account;
    },
    async secret(name) {
      const credentials = await sts.config.credentials();
      return readSecrets({ names: [name], host: secretsHost(region), region, credentials }, systemClock.wall());
    },
  };
}
