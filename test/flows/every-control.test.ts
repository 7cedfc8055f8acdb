/** Every control and every form, tried by every kind of person, at the click and again at the submission (I9): what each is told. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorize, type PersonFacts } from '../../src/domain/authorize.ts';
import { homeControls, knownControls } from '../../src/domain/click.ts';
import { type Verb, verbs } from '../../src/domain/policy.ts';
import { sendActions } from '../../src/domain/send-action.ts';
import { verbOf } from '../../src/flows/take-click.ts';
import { takeCustomAction } from '../../src/flows/take-custom-action.ts';
import { playbookIds } from '../../src/playbooks/ids.ts';
import { playbooks } from '../../src/playbooks/index.ts';
import { type ClickCase, startClickRig, type Told } from '../fixtures/click-rig.ts';
import { POLICY, type Situation, SNAPSHOT, situations } from '../fixtures/every-control.ts';
import { ACCOUNT, findingWith } from '../fixtures/finding.ts';
import { ana, directory, everybody, li, mia, omar, personWith } from '../fixtures/people.ts';
import { policyWith } from '../fixtures/policy.ts';

const allGroups = ['responders', 'oncall-l1', 'oncall-l2', 'leads', 'admins'];
const nobody: PersonFacts = { team: ana.team, id: 'U0NOBODY', name: 'U0NOBODY' };
/** Groups help none of the first three. */
const people: Record<string, PersonFacts> = {
  'nobody known': nobody,
  'a guest': personWith('gus', allGroups, { standing: 'guest' }),
  'a Slack Connect stranger': personWith('eve', allGroups, { team: 'T0ELSEWHERE', standing: 'stranger' }),
  'a responder': ana,
  'the approver who asked': omar,
  'an approver': li,
  'an admin who is a lead': mia,
  'an admin alone': personWith('ada', ['admins']),
};
const outsiders = ['nobody known', 'a guest', 'a Slack Connect stranger'];
const known = [...Object.values(people), ...everybody];
const controls = [...knownControls(playbookIds)];
const version = { document: '{"Version":"2012-10-17","Statement":[]}', createdAt: '2026-01-01T00:00:00Z' };
const world = {
  accounts: {
    [ACCOUNT]: {
      policies: {
        [POLICY]: {
          name: 'deploy',
          arn: POLICY,
          createdAt: version.createdAt,
          defaultVersion: 'v2',
          versions: { v1: version, v2: version },
        },
      },
      regions: {
        'us-east-1': {
          snapshots: {
            [SNAPSHOT]: { id: SNAPSHOT, volume: 'vol-1', state: 'completed', startTime: version.createdAt, tags: {}, sharedWith: ['all'] },
          },
        },
      },
    },
  },
};

let rig: Awaited<ReturnType<typeof startClickRig>>;
beforeAll(async () => {
  const person = async (team: string, id: string) => known.find((one) => one.id === id) ?? { ...nobody, team, id };
  rig = await startClickRig({ ...directory, person }, world);
});
afterAll(() => rig.close());

/** Buttons, menu options and names of windows in every message that was ever sent; `more` is the menu itself. */
function shownControls(): string[] {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { type, action_id: action, url, options, callback_id: form, submit } = value as Record<string, unknown>;
    if (type === 'button' && url === undefined) found.add(String(action));
    if (type === 'overflow') for (const option of options as { value: string }[]) found.add(option.value.split(':')[0] ?? '');
    if (submit !== undefined) found.add(String(form));
    for (const part of Object.values(value)) look(part);
  };
  const folder = join('test', 'golden', 'blocks');
  for (const file of readdirSync(folder)) look(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  return [...found];
}

const situationOf = (control: string): Situation => {
  const found = situations[control];
  if (!found) throw new Error(`write down in test/fixtures/every-control.ts what "${control}" is about, and the right it takes`);
  return found;
};

async function clicked(control: string, person: PersonFacts): Promise<Told> {
  const { finding = findingWith, before } = situationOf(control);
  const on = await rig.open(finding());
  return on.press(person, control, await before?.(on));
}

async function submitted(control: string, person: PersonFacts): Promise<Told> {
  const { finding = findingWith, before, shown, types } = situationOf(control);
  const on: ClickCase = await rig.open(finding());
  const reference = await before?.(on);
  return on.submit(person, control, types ?? { reason: 'long enough' }, (await shown?.(on)) ?? reference);
}

const mayIn = (person: PersonFacts, verb: Verb) => authorize(person, verb, ACCOUNT, policyWith()).ok;
/** Without hashes, which change with anything that events say. */
const line = ({ said, recorded }: Told) =>
  [said.replace(/\b[0-9a-f]{12}\b/g, '…') || 'nothing is said', ...recorded.map((kind) => `recorded: ${kind}`)].join(' · ');

async function table(of: (control: string, person: PersonFacts) => Promise<Told>): Promise<Map<string, Map<string, Told>>> {
  const rows = new Map<string, Map<string, Told>>();
  for (const control of controls) {
    const told = new Map<string, Told>();
    for (const [kind, person] of Object.entries(people)) told.set(kind, await of(control, person));
    rows.set(control, told);
  }
  return rows;
}

function text(rows: Map<string, Map<string, Told>>): string {
  const width = Math.max(...Object.keys(people).map(({ length }) => length));
  const blocks = [...rows].map(([control, told]) =>
    [
      `${control} (takes the right to ${situationOf(control).verb})`,
      ...[...told].map(([kind, each]) => `  ${kind.padEnd(width)}  ${line(each)}`),
    ].join('\n'),
  );
  return `${blocks.join('\n\n')}\n`;
}

describe('the list', () => {
  it('has every control, form and playbook that the code knows, and none that it does not', () => {
    expect(Object.keys(situations).toSorted()).toEqual(controls.toSorted());
    expect([...playbookIds].toSorted()).toEqual(playbooks.map(({ id }) => id).toSorted());
  });

  it('has whatever is on a card or in a window, and every window that can be sent', () => {
    // Those of Home choose what it shows, and are read as nothing else: home.test.ts has what each person sees.
    const known = [...controls, ...homeControls];
    expect(shownControls().filter((control) => !known.includes(control))).toEqual([]);
    expect(homeControls.map((control) => verbOf(control))).toEqual(homeControls.map(() => undefined));
  });

  it.each(controls)('%s takes the right that is written down', (control) => {
    expect(verbOf(control)).toBe(situationOf(control).verb);
  });

  it('every verb of policy is the right that some control takes', () => {
    const taken = new Set(controls.map((control) => verbOf(control)));
    expect(verbs.filter((verb) => !taken.has(verb))).toEqual([]);
  });

  it.each(['more', 'constructor', '__proto__', 'send_to_slack', 'destroy_everything', ''])(
    '%j takes none and is refused',
    async (control) => {
      expect(verbOf(control)).toBeUndefined();
      const on = await rig.open(findingWith());
      for (const told of [await on.press(mia, control), await on.submit(mia, control, { reason: 'long enough' })])
        expect(told.recorded).toEqual([]);
    },
  );
});

describe.each<[string, typeof clicked, string]>([
  ['at the click', clicked, 'clicked'],
  ['at the submission', submitted, 'submitted'],
])('%s', (_, of, file) => {
  let rows: Awaited<ReturnType<typeof table>>;
  beforeAll(async () => {
    rows = await table(of);
  }, 60_000);

  it('each is told in these words', async () => {
    await expect(text(rows)).toMatchFileSnapshot(`../golden/authority/${file}.txt`);
  });

  it('nobody without the right gets anything but a sentence', () => {
    for (const [control, told] of rows) {
      for (const [kind, { said, recorded }] of told) {
        if (mayIn(people[kind] as PersonFacts, situationOf(control).verb)) continue;
        expect([control, kind, recorded]).toEqual([control, kind, []]);
        expect(said).toMatch(/^(?:You cannot .+ in [\w-]+|Guests, people of other workspaces|At the form: |The door )/);
      }
    }
  });

  it('outsiders get nothing at all', () => {
    for (const [control, told] of rows) for (const kind of outsiders) expect([control, told.get(kind)?.recorded]).toEqual([control, []]);
  });
});

describe('custom actions of the Security Hub console', () => {
  const of = (control: string) => situations[control]?.finding ?? findingWith;
  const ids = [...playbookIds, ...Object.keys(sendActions)];

  it('nobody knows who clicked: each is told, or waits for people in Slack', async () => {
    const told: string[] = [];
    for (const id of [...ids, 'destroy_everything']) {
      const on = await rig.open(of(id)());
      const before = (await on.state()).seq;
      const [said = ''] = await takeCustomAction({ id, name: id }, [{ caseId: on.caseId }], 'input-1', on.services);
      told.push(`${id.padEnd(20)} ${line({ said, recorded: (await on.kinds()).slice(before) })}`);
      expect(Object.values((await on.state()).responses).filter(({ decision }) => decision)).toEqual([]);
    }
    await expect(`${told.join('\n')}\n`).toMatchFileSnapshot('../golden/authority/console.txt');
  });

  it('an approval that the console asked for, by every kind of person', async () => {
    const told: string[] = [];
    for (const form of ['approve', 'deny', 'cancel', 'breakglass']) {
      for (const [kind, person] of Object.entries(people)) {
        const on = await rig.open(of('disable_access_keys')());
        await takeCustomAction({ id: 'disable_access_keys', name: '' }, [{ caseId: on.caseId }], 'input-1', on.services);
        const [reference] = Object.keys((await on.state()).responses);
        const { types = {} } = situationOf(form);
        const answer = form === 'cancel' ? await on.press(person, form, reference) : await on.submit(person, form, types, reference);
        told.push(`${form.padEnd(11)} ${kind.padEnd(26)} ${line(answer)}`);
      }
    }
    await expect(`${told.join('\n')}\n`).toMatchFileSnapshot('../golden/authority/console-approval.txt');
  });
});
