/** Simulated further credentials of users: service-specific ones, SSH keys and signing certificates. */
import type * as client from '@aws-sdk/client-iam';
import { userOf } from './adopt.ts';
import type { Call } from './call.ts';
import { aboutToChange, listed, seen } from './iam-policies.ts';
import { AwsError, type Operations } from './wire.ts';
import type { User } from './world.ts';

type Held = Record<string, { status: 'Active' | 'Inactive' }>;

function change(call: Call, user: User, held: Held | undefined, id: string | undefined, status: string | undefined): object {
  const credential = held?.[id ?? ''];
  if (!credential) throw new AwsError('NoSuchEntity', `The credential ${id} cannot be found.`, 404);
  if (status !== 'Active' && status !== 'Inactive') throw new AwsError('ValidationError', 'Status must be Active or Inactive');
  aboutToChange(call, 'user', user);
  credential.status = status;
  return {};
}

export const credentialOperations: Operations = {
  UpdateServiceSpecificCredential: (call: Call, input: client.UpdateServiceSpecificCredentialCommandInput) => {
    const user = userOf(call, input.UserName);
    return change(call, user, user.serviceCredentials, input.ServiceSpecificCredentialId, input.Status);
  },
  ListSSHPublicKeys: (call: Call, input: client.ListSSHPublicKeysCommandInput) => {
    const user = seen(call, 'user', userOf(call, input.UserName));
    const keys = Object.entries(user.sshKeys ?? {}).map(([id, { status }]) => ({
      UserName: user.name,
      SSHPublicKeyId: id,
      Status: status,
      UploadDate: user.createdAt,
    }));
    return listed('SSHPublicKeys', keys, input);
  },
  UpdateSSHPublicKey: (call: Call, input: client.UpdateSSHPublicKeyCommandInput) => {
    const user = userOf(call, input.UserName);
    return change(call, user, user.sshKeys, input.SSHPublicKeyId, input.Status);
  },
  ListSigningCertificates: (call: Call, input: client.ListSigningCertificatesCommandInput) => {
    const user = seen(call, 'user', userOf(call, input.UserName));
    const all = Object.entries(user.certificates ?? {}).map(([id, { status }]) => ({
      UserName: user.name,
      CertificateId: id,
      CertificateBody: 'simulated',
      Status: status,
      UploadDate: user.createdAt,
    }));
    return listed('Certificates', all, input);
  },
  UpdateSigningCertificate: (call: Call, input: client.UpdateSigningCertificateCommandInput) => {
    const user = userOf(call, input.UserName);
    return change(call, user, user.certificates, input.CertificateId, input.Status);
  },
};
