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
  const arn = (doubled ? text.replace('::', ':') : text).trim();
  if (!arn.startsWith('arn:')) return undefined;
  const second = arn.indexOf(':', 4);
  const third = second < 0 ? -1 : arn.indexOf(':', second + 1);
  const fourth = third < 0 ? -1 : arn.indexOf(':', third + 1);
  if (fourth < 0) return undefined;
  const partition = arn.slice(4, second);
  const service = arn.slice(second + 1, third);
  const region = arn.slice(third + 1, fourth);
  // arn:aws:us-east-1:111122223333:instance/i-… has no service, so everything is one place to the left.
  if (isRegion(service) && isAccount(region)) {
    return {
      partition: partition || undefined,
      service: '',
      region: service,
      account: region,
      resource: arn.slice(fourth + 1),
      exact: false,
    };
  }
  const fifth = arn.indexOf(':', fourth + 1);
  if (fifth < 0) return undefined;
  const account = arn.slice(fourth + 1, fifth);
  const partitionFits = partition === 'aws' || PARTITION.test(partition);
  const regionFits = region !== '' && isRegion(region);
  const accountFits = account !== '' && isAccount(account);
  return {
    partition: partitionFits ? partition : undefined,
    service,
    region: regionFits ? region : undefined,
    account: accountFits ? account : undefined,
    resource: arn.slice(fifth + 1),
    exact:
      !doubled && partitionFits && service !== '' && (region === '' || regionFits) && (account === '' || account === 'aws' || accountFits),
  };
}
