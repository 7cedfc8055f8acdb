/** The effect of an isolation, as far as the flow logs of every interface show it. */
import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { AwsCallError } from '../../domain/aws-calls.ts';
import type { Check, CheckResult } from '../define.ts';
import { type Log, logsOf, passed } from './flow-logs.ts';
import { interfacesOf } from './interfaces.ts';
import type { IsolateRead } from './reads.ts';

/** Connections that were open may end some seconds after the cut. */
const LEEWAY_SECONDS = 60;

async function look(faces: readonly NetworkInterface[], logs: Map<string, Log | undefined>, from: number, read: IsolateRead) {
  const cut: string[] = [];
  for (const face of faces) {
    const { NetworkInterfaceId: id = '' } = face;
    const log = logs.get(id);
    if (!log) continue;
    const { accepted, remote, complete } = await passed(face, log, from, read);
    const flows = accepted === 1 ? 'an accepted flow' : `${accepted} accepted flows`;
    if (accepted > 0) return { ok: false as const, detail: `flow logs still show ${flows} of ${id}, the last with ${remote}` };
    if (!complete) return { unmeasurable: `the flow logs have more records of ${id} than were read` };
    cut.push(log.group);
  }
  return { ok: true as const, detail: `no accepted flow since the cut in the flow logs (${[...new Set(cut)].join(', ')})` };
}

async function measure(id: string, check: Check, since: number, read: IsolateRead): Promise<CheckResult> {
  const faces = await interfacesOf(read, id);
  if (faces.length === 0) return { unmeasurable: 'it has no interface any more' };
  const logs = await logsOf(faces, read);
  const known = [...logs.values()].flatMap((log) => log ?? []);
  if (known.length === 0) return { unmeasurable: 'its network has no flow logs in CloudWatch Logs' };
  // A line covers up to an interval before it, so only what began after the first whole one counts.
  const interval = Math.max(...known.map((log) => log.interval));
  const late = interval + LEEWAY_SECONDS;
  if (check.afterSeconds <= late) return { unmeasurable: `its flow logs are ${interval / 60} minutes late: looked at again later` };
  const seen = await look(faces, logs, since + late * 1000, read);
  const blind = [...logs].flatMap(([face, log]) => (log ? [] : [face]));
  // What one log shows is bad news whatever the others would show; good news takes all of them.
  if ('ok' in seen && seen.ok && blind.length > 0) return { unmeasurable: `no flow log in CloudWatch Logs covers ${blind.join(', ')}` };
  return seen;
}

/** `since` is when the last step was done (milliseconds). */
export async function effect(id: string, check: Check, since: number, read: IsolateRead): Promise<CheckResult> {
  try {
    return await measure(id, check, since, read);
  } catch (error) {
    if (error instanceof AwsCallError) return { unmeasurable: `flow logs could not be read (${error.code})` };
    throw error;
  }
}
