/** Class, threat and type of an OCSF finding, from its class and product. */
import type { Vulnerability } from '../domain/finding.ts';
import type { Provenance } from '../domain/provenance.ts';
import { threatOfType } from '../domain/threat-type.ts';
import { type Classified, isOpenControl } from './asff-class.ts';
import { nativeType } from './asff-guardduty.ts';
import { type Fields, flag, record, records, text, texts } from './fields.ts';
import { bounded } from './native.ts';

export const ocsfClasses: Record<number, string> = {
  2001: 'Security Finding',
  2002: 'Vulnerability Finding',
  2003: 'Compliance Finding',
  2004: 'Detection Finding',
};

export function classifyOcsf(finding: Fields, classUid: number, { known }: Provenance): Classified {
  const vulnerability = vulnerabilityOf(finding);
  if (vulnerability) return { class: 'vulnerability', threat: 'vulnerability', type: vulnerability.id, sensitive: false, vulnerability };
  const title = text(finding, 'finding_info', 'title') ?? '';
  if (classUid === 2003 || text(finding, 'compliance', 'status')) {
    const id = text(finding, 'compliance', 'control') ?? /^\[([^\]]+)\]/.exec(title)?.[1] ?? title;
    const control = bounded(id.replace(/^security-control\//, ''), 256);
    return { class: 'control', threat: isOpenControl(title) ? 'exposure' : 'hygiene', type: control, sensitive: false };
  }
  const types = texts(finding, 'finding_info', 'types');
  const type = bounded(
    types.find((name) => /^[A-Za-z]+:[A-Za-z0-9]+\/./.test(name)) ?? nativeType({ Types: types }) ?? types.at(-1) ?? title,
    256,
  );
  if (/SensitiveData/i.test(type))
    return { class: 'threat', threat: isPublicBucket(finding) ? 'exposure' : 'hygiene', type, sensitive: true };
  if (known === 'guardduty' || type.includes(':')) return { class: 'threat', threat: threatOfType(type), type, sensitive: false };
  const acting = types.some((name) => /^(?:TTPs|Threats|Unusual Behaviors)\b/.test(name));
  return { class: 'threat', threat: acting ? 'active' : 'exposure', type: type || 'unknown', sensitive: false };
}

function isPublicBucket(finding: Fields): boolean {
  return records(finding, 'resources').some((entry) => /"effective_?permission":"PUBLIC"/i.test(JSON.stringify(record(entry, 'data'))));
}

function vulnerabilityOf(finding: Fields): Vulnerability | undefined {
  const [first] = records(finding, 'vulnerabilities');
  const id = text(first, 'cve', 'uid') ?? text(first, 'advisory', 'uid') ?? (first ? text(first, 'title') : undefined);
  if (!first || id === undefined) return undefined;
  const packages = [...records(first, 'affected_packages'), ...records(first, 'packages')];
  const name = text(packages[0], 'name');
  return {
    id: bounded(id, 256),
    fixAvailable:
      flag(first, 'is_fix_available') ||
      flag(first, 'fix_available') ||
      packages.some((item) => text(item, 'fixed_in_version') !== undefined),
    exploitAvailable: flag(first, 'is_exploit_available'),
    ...(name ? { package: name } : {}),
  };
}
