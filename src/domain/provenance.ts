/** Provenance: which product a finding is from, and whether its ProductArn proves it. Anyone with BatchImportFindings can forge the rest. */
import { isRegion, parseArn } from './arn.ts';
import type { KnownProduct } from './identity.ts';

export interface Provenance {
  name: string;
  /** An AWS product's own finding: only the service itself can write under `product/aws/…`. */
  genuine: boolean;
  arn?: string;
  /** The product when it is one we know by heart; only ever set for genuine findings. */
  known?: KnownProduct;
}

const names: Record<string, [string, KnownProduct?]> = {
  guardduty: ['GuardDuty', 'guardduty'],
  inspector: ['Inspector', 'inspector'],
  macie: ['Macie', 'macie'],
  'access-analyzer': ['Access Analyzer', 'access-analyzer'],
  config: ['Config', 'config'],
  health: ['Health', 'health'],
  securityhub: ['Security Hub', 'securityhub'],
  'firewall-manager': ['Firewall Manager', 'firewall-manager'],
  'ssm-patch-manager': ['Systems Manager Patch Manager'],
  'iot-device-defender': ['IoT Device Defender'],
};

/** `region` may be empty when the finding does not say. `called` is what the finding says its product is called: shown for products we do not know, never believed. */
export function provenanceOf(productArn: string | undefined, called: string | undefined, account: string, region: string): Provenance {
  const arn = productArn === undefined ? undefined : parseArn(productArn);
  const path = /^(product(?:v2)?)\/([^/]+)\/([^/]+)$/.exec(arn?.resource ?? '');
  const sameAccount = arn?.account === undefined || arn.account === account;
  const sameRegion = arn?.region !== undefined && (!isRegion(region) || arn.region === region || path?.[1] === 'productv2');
  if (arn?.service !== 'securityhub' || path?.[2] !== 'aws' || !sameAccount || !sameRegion) {
    return from(productArn, (called === 'Default' ? undefined : called) ?? companyProduct(path) ?? 'unknown product', false);
  }
  const [name, known] = names[path[3] ?? ''] ?? [called ?? path[3] ?? 'AWS'];
  return from(productArn, name, true, known);
}

function from(arn: string | undefined, name: string, genuine: boolean, known?: KnownProduct): Provenance {
  const provenance: Provenance = { name, genuine };
  if (arn !== undefined) provenance.arn = arn;
  if (known) provenance.known = known;
  return provenance;
}

/** "aquasecurity/trivy" is Trivy's; "<account>/default" is anything somebody imported. */
function companyProduct(path: RegExpExecArray | null): string | undefined {
  const product = path?.[3];
  return product === undefined || product === 'default' ? undefined : product;
}
