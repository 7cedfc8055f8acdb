/** Class, threat and type of an ASFF finding: by product where the product is proven, by content for everybody else. */
import type { Finding } from '../domain/finding.ts';
import type { Provenance } from '../domain/provenance.ts';
import { threatOfType } from '../domain/threat-type.ts';
import { nativeType } from './asff-guardduty.ts';
import { asffVulnerability } from './asff-vulnerability.ts';
import { type Fields, text, texts } from './fields.ts';
import { bounded } from './native.ts';

export type Classified = Pick<Finding, 'class' | 'threat' | 'type' | 'sensitive' | 'vulnerability'>;

/** Titles of controls that fail because something can be reached or used by the outside. */
const OPEN =
  /\bpublic(?:ly)?\b|0\.0\.0\.0\/0|::\/0|\bunrestricted\b|should be private|\bopen to the internet\b|reachable from the internet|other AWS accounts/i;
const NOT_OPEN = /assign public|public key|public IPv?4? ?address(?:es)? (?:pool|limit)/i;

export function isOpenControl(title: string): boolean {
  return OPEN.test(title) && !NOT_OPEN.test(title);
}

export function classify(finding: Fields, { known }: Provenance): Classified {
  const types = texts(finding, 'Types');
  const native = nativeType(finding);
  const vulnerability = asffVulnerability(finding);
  if (known === 'guardduty') return threat(native ?? types[0]?.split('/').at(-1) ?? text(finding, 'Title') ?? 'GuardDuty', 'active');
  if (vulnerability) return { class: 'vulnerability', threat: 'vulnerability', type: vulnerability.id, sensitive: false, vulnerability };
  if (known === 'macie') return macie(finding, native, types);
  if (known === 'access-analyzer') return { class: 'threat', ...accessAnalyzer(finding), sensitive: false };
  if (known === 'inspector') return { class: 'threat', threat: 'exposure', type: 'Network reachability', sensitive: false };
  if (known === 'health') return threat(text(finding, 'GeneratorId') ?? 'Health', 'active');
  if (text(finding, 'Compliance', 'Status') || known === 'securityhub' || known === 'config') return control(finding);
  if (native && types.some((type) => /^(?:TTPs|Unusual Behaviors)\//.test(type))) return threat(native, 'active');
  return byTypes(finding, types);
}

function threat(type: string, otherwise: 'active'): Classified {
  return { class: 'threat', threat: type.includes(':') ? threatOfType(type) : otherwise, type: bounded(type, 256), sensitive: false };
}

/** Sensitive data in a bucket is only an exposure when the bucket or the object can be read from outside. */
function macie(finding: Fields, native: string | undefined, types: string[]): Classified {
  const type = native ?? types[0] ?? 'Macie';
  if (!/SensitiveData/i.test(type)) return threat(type, 'active');
  const outside =
    text(finding, 'ProductFields', 'S3Bucket.effectivePermission') === 'PUBLIC' ||
    text(finding, 'ProductFields', 'S3Object.PublicAccess') === 'true';
  return { class: 'threat', threat: outside ? 'exposure' : 'hygiene', type, sensitive: true };
}

function accessAnalyzer(finding: Fields): Pick<Finding, 'threat' | 'type'> {
  const kind = /(External|Internal|Unused) [Aa]ccess/.exec(texts(finding, 'Types').join(' '))?.[1] ?? 'External';
  return { threat: kind === 'Unused' ? 'hygiene' : 'exposure', type: `${kind} access` };
}

function control(finding: Fields): Classified {
  const title = text(finding, 'Title') ?? '';
  return {
    class: 'control',
    threat: isOpenControl(title) ? 'exposure' : 'hygiene',
    type: bounded(controlId(finding), 256),
    sensitive: false,
  };
}

/** The id that is the same in every standard where there is one; the rules of CIS are numbers that mean something else in each version. */
function controlId(finding: Fields): string {
  const generator = text(finding, 'GeneratorId') ?? '';
  const rule = text(finding, 'ProductFields', 'aws/config/ConfigRuleName');
  const id =
    text(finding, 'Compliance', 'SecurityControlId') ??
    /^security-control\/(.+)$/.exec(generator)?.[1] ??
    text(finding, 'ProductFields', 'ControlId') ??
    text(finding, 'ProductFields', 'RuleId') ??
    rule ??
    /^\[([A-Za-z]+(?:\.[A-Za-z0-9]+)+)\]/.exec(text(finding, 'Title') ?? '')?.[1] ??
    (/(?:rule\/|\/)((?:[A-Za-z][A-Za-z0-9]*\.)*\d+(?:\.\d+)*)$/.exec(generator)?.[1] ||
      generator ||
      text(finding, 'Title') ||
      'unknown control');
  if (/^\d+(?:\.\d+)*$/.test(id)) return `CIS ${/\/v\/(\d+(?:\.\d+)+)/.exec(generator)?.[1] ?? ''}/${id}`.replace(' /', ' ');
  return id.replace(/^CT\./, '').replace(/^prowler-/, '');
}

/** Products we do not know say what they found only by their Types. */
function byTypes(finding: Fields, types: string[]): Classified {
  const type = bounded(text(finding, 'GeneratorId') ?? types[0] ?? 'unknown', 256);
  if (types.some((name) => /^(?:TTPs|Unusual Behaviors|Effects\/Data Exfiltration|Effects\/Resource Consumption)/.test(name)))
    return { ...threat(type, 'active'), threat: 'active' };
  if (types.some((name) => /^(?:Sensitive Data|Effects\/Data Exposure)/.test(name)))
    return { class: 'threat', threat: 'exposure', type, sensitive: false };
  return control(finding);
}
