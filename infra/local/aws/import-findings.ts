/** Findings that arrive as events of Security Hub are also in the simulated Security Hub: that is where they came from. */
import { isRecord, records } from '../../../src/sources/fields.ts';
import type { Finding, World } from './world.ts';

const EVENTS = /^Security Hub Findings - /;

function isFinding(value: Record<string, unknown>): value is Finding {
  return typeof value.Id === 'string' && typeof value.ProductArn === 'string';
}

/** What people wrote stays, as in Security Hub, unless the event itself says that somebody changed it. */
function merged(held: Finding, fresh: Finding): Finding {
  const workflow = isRecord(fresh.Workflow) && fresh.Workflow.Status !== 'NEW' ? fresh.Workflow : held.Workflow;
  const note = fresh.Note ?? held.Note;
  return { ...fresh, ...(workflow ? { Workflow: workflow } : {}), ...(note ? { Note: note } : {}) };
}

function importV2(hub: World['hub'], detail: unknown): void {
  for (const finding of records(detail, 'findings')) {
    const uid = isRecord(finding.metadata) ? finding.metadata.uid : undefined;
    if (typeof uid !== 'string' || uid === '') continue;
    hub.findingsV2 ??= {};
    hub.findingsV2[uid] ??= structuredClone(finding);
  }
}

export function createHubImport(hub: World['hub']): (envelope: unknown) => void {
  const places = new Map<string, number>();
  const nameOf = ({ Id, ProductArn }: Finding) => `${ProductArn} ${Id}`;
  return (envelope) => {
    if (isRecord(envelope) && envelope['detail-type'] === 'Findings Imported V2') importV2(hub, envelope.detail);
    if (!isRecord(envelope) || !EVENTS.test(String(envelope['detail-type']))) return;
    if (places.size !== hub.findings.length) {
      places.clear();
      for (const [place, finding] of hub.findings.entries()) places.set(nameOf(finding), place);
    }
    for (const finding of records(envelope.detail, 'findings').filter(isFinding)) {
      const place = places.get(nameOf(finding));
      const held = place === undefined ? undefined : hub.findings[place];
      if (place === undefined || !held) {
        places.set(nameOf(finding), hub.findings.push(structuredClone(finding)) - 1);
      } else hub.findings[place] = merged(held, structuredClone(finding));
    }
  };
}
