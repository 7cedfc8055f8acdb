/** ARNs, account ids and Regions: what counts as well formed, and what can be read from ARNs that are not. */

const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d+$/;
const PARTITION = /^aws(?:-[a-z]+)*$/;

export function isAccount(value: unknown): value is string {
  return typeof value === 'string' && ACCOUNT.test(value);
}

export function isRegion(value: unknown): value is string {
  return typeof value === 'string' && REGION.test(value);
}

/** The partition a Region belongs to; `aws` for anything unknown, "global" included. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  const isolated = /^[a-z]{2}-iso([a-z]?)-/.exec(region);
  if (!isolated) return 'aws';
  return isolated[1] ? `aws-iso-${isolated[1]}` : 'aws-iso';
}

export interface ParsedArn {
  /** Undefined when the product left it empty. */
  partition: string | undefined;
  /** Empty when the product left it out, as in `arn:aws:us-east-1:111122223333:instance/i-…`. */
  service: string;
  region: string | undefined;
  account: string | undefined;
  resource: string;
  /** True when no part had to be guessed or dropped, so the text can be used as it is. */
  exact: boolean;
}

/** Reads an ARN, also `arn:aws::ec2:…` and `arn::ec2:…`, as loosely as real findings need; undefined when it is none. */
export function parseArn(text: string): ParsedArn | undefined {
  // What most texts are told by: the pattern below would be tried on every id and name.
  if (!text.includes('arn:')) return undefined;
  const doubled = /^arn:aws[a-z-]*::(?=[a-z0-9-]+:[a-z0-9-]*:\d*:)/.test(text);
  const [prefix, partition, service, region, account, ...rest] = (doubled ? text.replace('::', ':') : text).trim().split(':');
  if (prefix !== 'arn' || partition === undefined || service === undefined || account === undefined) return undefined;
  // arn:aws:us-east-1:111122223333:instance/i-… has no service, so everything is one place to the left.
  if (isRegion(service) && isAccount(region)) {
    return {
      partition: partition || undefined,
      service: '',
      region: service,
      account: region,
      resource: [account, ...rest].join(':'),
      exact: false,
    };
  }
  if (rest.length === 0) return undefined;
  return {
    partition: PARTITION.test(partition) ? partition : undefined,
    service,
    region: isRegion(region) ? region : undefined,
    account: isAccount(account) ? account : undefined,
    resource: rest.join(':'),
    exact:
      !doubled &&
      PARTITION.test(partition) &&
      service !== '' &&
      (region === '' || isRegion(region)) &&
      (account === '' || account === 'aws' || isAccount(account)),
  };
}
