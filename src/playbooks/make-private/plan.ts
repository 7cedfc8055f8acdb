/** The plan that makes it private: everybody and each foreign account removed, from an image and from the snapshots behind it. */
import type { Plan, Refusal, Step, Warning } from '../../domain/plan.ts';
import type { Offer, PlanTools } from '../define.ts';
import { type Grant, grantsOf, publicSnapshots, readImage, readSnapshot, type SharingReads, wordOf } from './grants.ts';
import { historyOf } from './history.ts';

export type SharingWrites = 'ec2:ModifyImageAttribute' | 'ec2:ModifySnapshotAttribute';
type SharingStep = Step<SharingWrites>;
type Tools = PlanTools<SharingReads>;

/** EC2 takes so many changes in one call. */
const MOST_CHANGES = 500;
/** Of one account at once; the rest is asked for again. */
const MOST_SNAPSHOTS = 20;
const MOST_FACTS = 12;
const MOST_NAMES = 6;

interface Shared {
  id: string;
  foreign: Grant[];
  /** Organizations: whether they are ours is not known. */
  organizations: string[];
}

export async function plan({ target, secret }: Pick<Offer, 'target' | 'secret'>, tools: Tools): Promise<Plan<SharingWrites> | Refusal> {
  const listed = secret.id === 'all-public' ? await publicSnapshots(tools.read) : await withBacking(secret.id ?? '', tools);
  if ('refused' in listed) return listed;
  const shared: Shared[] = [];
  const left: string[] = [];
  for (const id of listed.slice(0, MOST_SNAPSHOTS)) {
    const found = await sharedBy(id, tools);
    if (found && 'refused' in found) {
      // Of a whole account the others are still worth taking back.
      if (secret.id !== 'all-public') return found;
      left.push(found.refused);
      continue;
    }
    if (found && (found.foreign.length > 0 || found.organizations.length > 0)) shared.push(found);
  }
  const steps = shared.flatMap(stepsOf);
  if (steps.length === 0) {
    const organizations = shared.flatMap((each) => each.organizations);
    const nextStep =
      organizations.length > 0
        ? `It is shared with ${organizations.join(', ')}: look whether that is yours`
        : 'Nothing to do; look for copies of it';
    return { refused: `${target.label}: no account outside may use it`, nextStep, already: true };
  }
  const named = shared.some(({ foreign }) => foreign.some((grant) => !('Group' in grant)));
  return {
    playbook: 'make_private',
    target,
    risk: named ? 'disruptive' : 'nondestructive',
    steps,
    facts: [...left.slice(0, 2), ...(await factsOf(shared, listed.length, tools))].slice(0, MOST_FACTS),
    warnings: warningsOf(shared),
    credential: false,
    ...(named && { harmsOthers: true, unknown: ['whether a foreign account is a partner that needs it'] }),
  };
}

const gone = (id: string): Refusal => ({ refused: `${id} is gone`, nextStep: 'Nothing to do here; look for copies of it', already: true });

/** The image, and the snapshots of ours that it is made of. */
async function withBacking(id: string, { read }: Tools): Promise<string[] | Refusal> {
  if (/^snap-[0-9a-f]+$/.test(id)) return [id];
  if (!/^ami-[0-9a-f]+$/.test(id))
    return { refused: 'There is no snapshot or image', nextStep: 'Open the finding and look at what it names' };
  const image = await readImage(read, id);
  if (!image) return gone(id);
  const snapshots = (image.BlockDeviceMappings ?? []).flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);
  return [id, ...[...new Set(snapshots)].sort()];
}

/** Undefined where it is not ours to change, or gone. */
async function sharedBy(id: string, { read, ourAccounts, neverTarget }: Tools): Promise<Shared | Refusal | undefined> {
  const held = id.startsWith('ami-') ? await readImage(read, id) : await readSnapshot(read, id);
  if (!held || (held.OwnerId !== undefined && !ourAccounts.has(held.OwnerId))) return undefined;
  const tags = Object.fromEntries((held.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  const names = [id, tags.Name ?? '', 'Name' in held ? (held.Name ?? '') : ''];
  const never = names.map((name) => neverTarget(name, tags)).find((reason) => reason);
  if (never) return { refused: `${id} must never be touched: ${never}`, nextStep: 'Call whoever owns it; policy names them' };
  const grants = (await grantsOf(read, id)) ?? [];
  const foreign = grants.filter((grant) => 'Group' in grant || ('UserId' in grant && !ourAccounts.has(grant.UserId)));
  const organizations = grants.filter((grant) => 'OrganizationArn' in grant || 'OrganizationalUnitArn' in grant).map(wordOf);
  return { id, foreign, organizations };
}

/** Removing and adding need separate calls, which an undo makes of its own. */
function stepsOf({ id, foreign }: Shared): SharingStep[] {
  const image = id.startsWith('ami-');
  const call = image ? 'ec2:ModifyImageAttribute' : 'ec2:ModifySnapshotAttribute';
  const subject = image ? { ImageId: id, Attribute: 'launchPermission' } : { SnapshotId: id, Attribute: 'createVolumePermission' };
  const field = image ? 'LaunchPermission' : 'CreateVolumePermission';
  const chunks = Array.from({ length: Math.ceil(foreign.length / MOST_CHANGES) }, (_, at) =>
    foreign.slice(at * MOST_CHANGES, (at + 1) * MOST_CHANGES),
  );
  return chunks.map((grants, at) => ({
    id: `unshare ${id}${chunks.length > 1 ? ` ${at + 1}` : ''}`,
    why: `take ${id} back from ${names(grants)}`,
    call,
    input: { ...subject, [field]: { Remove: grants } },
    before: 'shared',
    after: 'private',
    undo: { call, input: { ...subject, [field]: { Add: grants } } },
    goesOn: true,
  }));
}

function names(grants: Grant[]): string {
  const words = grants.map((grant) => ('Group' in grant ? 'everybody' : wordOf(grant)));
  const more = words.length - MOST_NAMES;
  return words.slice(0, MOST_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

async function factsOf(shared: Shared[], all: number, { read }: Tools): Promise<string[]> {
  const [first] = shared;
  const organizations = shared.flatMap(({ id, organizations: found }) => found.map((name) => `${id} stays shared with ${name}`));
  return [
    ...shared.slice(0, MOST_NAMES).map(({ id, foreign }) => `${id} may be used by ${names(foreign)}`),
    ...(shared.length > MOST_NAMES ? [`and ${shared.length - MOST_NAMES} more`] : []),
    ...(all > MOST_SNAPSHOTS ? [`${all - MOST_SNAPSHOTS} further ones are not in this plan: ask again afterwards`] : []),
    ...organizations.slice(0, 2),
    ...(first ? await historyOf(read, first.id) : []),
    'Blocking public sharing for the whole Region keeps it from happening again',
  ];
}

function warningsOf(shared: Shared[]): Warning[] {
  const warnings: Warning[] = [
    { code: 'copies-stay', text: 'Copies that others have made already are theirs: they cannot be called back' },
  ];
  const named = shared.flatMap(({ foreign }) => foreign.filter((grant) => !('Group' in grant)));
  if (named.length > 0)
    warnings.push({ code: 'foreign-accounts', text: `Somebody named ${names(named)} on purpose: whoever works with it there is cut off` });
  if (shared.some(({ id }) => id.startsWith('ami-')))
    warnings.push({ code: 'image', text: 'Launch templates and groups of others that start from this image fail from now on' });
  return warnings;
}
