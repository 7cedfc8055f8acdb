/** Who changed a bucket, as Macie's policy findings say it. */
import { accessKeyFrom } from '../domain/access-key.ts';
import type { AccessKey, Principal } from '../domain/finding.ts';
import { principalFrom } from '../domain/principal.ts';
import type { Home } from '../domain/resource-id.ts';
import { at, type Fields, record, text } from './fields.ts';
import { publicAddresses } from './remote.ts';

interface MacieActor {
  principal: Principal | undefined;
  key: AccessKey | undefined;
  addresses: string[];
  domains: string[];
}

const members = ['assumedRole', 'iamUser', 'federatedUser', 'root', 'awsAccount', 'awsService'];

export function macieActor(actor: Fields, home: Home): MacieActor {
  const identity = record(actor, 'userIdentity');
  const details = members.map((member) => record(identity, member)).find((member) => Object.keys(member).length > 0) ?? {};
  const keyId = text(details, 'accessKeyId');
  const domain = text(actor, 'domainDetails', 'domainName');
  return {
    principal: principalFrom({
      type: text(identity, 'type'),
      name: text(details, 'userName') ?? text(details, 'sessionContext', 'sessionIssuer', 'userName') ?? text(details, 'invokedBy'),
      id: text(details, 'principalId'),
      arn: text(details, 'arn'),
      account: text(details, 'accountId') ?? home.account,
    }),
    key: keyId === undefined ? undefined : accessKeyFrom(keyId),
    addresses: publicAddresses([at(actor, 'ipAddressDetails', 'ipAddressV4')]),
    domains: domain === undefined ? [] : [domain],
  };
}
