/** Everything a user can sign in or sign calls with, and what switches each of it off. */
import { fingerprint } from '../../domain/access-key.ts';
import { AwsCallError, type Read } from '../../domain/aws-calls.ts';
import type { Step } from '../../domain/plan.ts';
import { listKeys } from '../access-keys/reads.ts';

export type CredentialReads =
  | 'iam:ListAccessKeys'
  | 'iam:ListServiceSpecificCredentials'
  | 'iam:ListSSHPublicKeys'
  | 'iam:ListSigningCertificates';
export type CredentialWrites =
  | 'iam:UpdateAccessKey'
  | 'iam:UpdateServiceSpecificCredential'
  | 'iam:UpdateSSHPublicKey'
  | 'iam:UpdateSigningCertificate';
type CredentialRead = Read<CredentialReads>;
type CredentialStep = Step<CredentialWrites>;

export interface Credential {
  call: CredentialWrites;
  /** The input without the status. */
  input: Record<string, string>;
  /** "key AKIA…WXYZ": never the whole id. */
  name: string;
}

/** Of a service: it may be unknown in a partition, which is having none. */
async function orNone<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AwsCallError && /^(?:NotSupportedService|InvalidAction)/.test(error.code)) return undefined;
    throw error;
  }
}

/** Active ones only, in a stable order. */
export async function activeCredentials(read: CredentialRead, UserName: string): Promise<Credential[]> {
  const [keys, services, ssh, certificates] = await Promise.all([
    listKeys(read as Parameters<typeof listKeys>[0], UserName),
    orNone(read('iam:ListServiceSpecificCredentials', { UserName })),
    read('iam:ListSSHPublicKeys', { UserName }),
    read('iam:ListSigningCertificates', { UserName }),
  ]);
  const found: Credential[] = [
    ...keys
      .filter(({ status }) => status === 'Active')
      .map(({ id }): Credential => ({ call: 'iam:UpdateAccessKey', input: { UserName, AccessKeyId: id }, name: `key ${fingerprint(id)}` })),
    ...(services?.ServiceSpecificCredentials ?? [])
      .filter(({ Status }) => Status === 'Active')
      .map(
        ({ ServiceSpecificCredentialId: id = '', ServiceName }): Credential => ({
          call: 'iam:UpdateServiceSpecificCredential',
          input: { UserName, ServiceSpecificCredentialId: id },
          name: `credential for ${ServiceName} …${id.slice(-4)}`,
        }),
      ),
    ...(ssh.SSHPublicKeys ?? [])
      .filter(({ Status }) => Status === 'Active')
      .map(
        ({ SSHPublicKeyId: id = '' }): Credential => ({
          call: 'iam:UpdateSSHPublicKey',
          input: { UserName, SSHPublicKeyId: id },
          name: `SSH key …${id.slice(-4)}`,
        }),
      ),
    ...(certificates.Certificates ?? [])
      .filter(({ Status }) => Status === 'Active')
      .map(
        ({ CertificateId: id = '' }): Credential => ({
          call: 'iam:UpdateSigningCertificate',
          input: { UserName, CertificateId: id },
          name: `signing certificate …${id.slice(-4)}`,
        }),
      ),
  ];
  return found.sort((a, b) => (`${a.call} ${a.name}` < `${b.call} ${b.name}` ? -1 : 1));
}

export function switchOff({ call, input, name }: Credential): CredentialStep {
  return {
    id: `deactivate ${name}`,
    why: `deactivate ${name}`,
    call,
    input: { ...input, Status: 'Inactive' },
    before: 'Active',
    after: 'Inactive',
    undo: { call, input: { ...input, Status: 'Active' }, words: 'activates it again' },
    goesOn: true,
  };
}

/** Active, Inactive or gone. */
export async function credentialStatus({ call, input }: Pick<CredentialStep, 'call' | 'input'>, read: CredentialRead): Promise<string> {
  const UserName = String(input.UserName ?? '');
  const statusOf = <T extends { Status?: string | undefined }>(all: T[] | undefined, is: (one: T) => boolean) =>
    all?.find(is)?.Status ?? 'gone';
  try {
    switch (call) {
      case 'iam:UpdateAccessKey': {
        const keys = await listKeys(read as Parameters<typeof listKeys>[0], UserName);
        return keys.find(({ id }) => id === input.AccessKeyId)?.status ?? 'gone';
      }
      case 'iam:UpdateServiceSpecificCredential': {
        const { ServiceSpecificCredentials: all } = await read('iam:ListServiceSpecificCredentials', { UserName });
        return statusOf(all, (one) => one.ServiceSpecificCredentialId === input.ServiceSpecificCredentialId);
      }
      case 'iam:UpdateSSHPublicKey': {
        const { SSHPublicKeys: all } = await read('iam:ListSSHPublicKeys', { UserName });
        return statusOf(all, (one) => one.SSHPublicKeyId === input.SSHPublicKeyId);
      }
      case 'iam:UpdateSigningCertificate': {
        const { Certificates: all } = await read('iam:ListSigningCertificates', { UserName });
        return statusOf(all, (one) => one.CertificateId === input.CertificateId);
      }
    }
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'NoSuchEntity') return 'gone';
    throw error;
  }
}
