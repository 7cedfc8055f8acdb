/** The question to the affected person in their direct messages, and the window in which they say more. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { Affected } from '../src/domain/affected.ts';
import type { CaseSubject } from '../src/domain/events.ts';
import { textInput } from './inputs.ts';
import { actions, button, context, fallback, header, type Message, modal, section } from './kit.ts';
import { placeWords } from './names.ts';
import { bold, bounded, join, lines, type Part } from './text.ts';
import { moment } from './time-words.ts';
import { titleWords } from './words.ts';

export interface AffectedView {
  caseId: string;
  subject: CaseSubject;
  accountName?: string;
  /** When it was seen last. */
  seenAt: number;
  affected: Affected;
  /** How the team is reached otherwise. */
  reach?: string;
  /** Of the team, by its name. */
  channel?: string;
}

const MOST_ADDRESSES = 3;

function what({ subject, accountName, seenAt, affected }: AffectedView): Part[] {
  const place = placeWords({ account: subject.account, region: subject.region, ...(accountName && { accountName }) });
  const from = subject.remoteAddresses.slice(0, MOST_ADDRESSES).map((each) => bounded(each, 45));
  return lines(
    [bold(titleWords({ ...subject, rows: [], rowCount: 1 }))],
    [
      'Done as ',
      bold(bounded(affected.asked?.principal ?? '', 120)),
      ` in ${place}, last `,
      moment(seenAt),
      from.length > 0 ? `, from ${from.join(', ')}` : '',
    ],
  );
}

function answered({ affected: { answer, told, silentAt } }: AffectedView): Part[][] {
  const said: Part[] = answer ? ['You answered ', bold(answer.answer), ' ', moment(answer.at), '. Thank you: the team sees it.'] : [];
  const more: Part[] = told ? ['What you wrote ', moment(told.at), ' is with the team.'] : [];
  const late: Part[] = silentAt !== undefined && !answer ? ['The team was told that there was no answer in time. Yours still helps.'] : [];
  return [said, more, late].filter((parts) => parts.length > 0);
}

function reachWords({ reach, channel, caseId }: AffectedView): Part[] {
  return join(
    [
      [`If you cannot trust this Slack or this computer: ${reach ? bounded(reach, 200) : 'tell the security team in person or by phone'}`],
      channel ? [`questions: #${bounded(channel, 60)}`] : [],
      [`case ${bounded(caseId, 40)}`],
    ],
    ' · ',
  );
}

export function affectedMessage(view: AffectedView): Message {
  const { affected, caseId } = view;
  const { asked, answer } = affected;
  const value = `${caseId}.${asked?.ref ?? ''}`;
  const until: Part[] = asked && !answer && affected.silentAt === undefined ? ['Please answer by ', moment(asked.until), '. '] : [];
  const yes = button({ actionId: 'affected_yes', value, label: 'Yes, that was me', accessibilityLabel: 'Yes, I did this myself' });
  const no = button({ actionId: 'affected_no', value, label: 'No, not me', accessibilityLabel: 'No, I did not do this' });
  const more = button({
    actionId: 'affected_details',
    value,
    label: 'Say more…',
    accessibilityLabel: 'Write to the security team what you know',
  });
  const buttons = answer?.answer === 'no' ? [more] : answer ? [no, more] : [yes, no, more];
  const blocks: KnownBlock[] = [
    header('Was this you?'),
    section(what(view)),
    ...answered(view).map((parts) => section(parts)),
    section([...until, 'Your answer tells the security team what you know. It stops, approves and closes nothing.']),
    actions(buttons),
    context(reachWords(view)),
  ];
  return {
    text: fallback([answer ? `You answered ${answer.answer}: was this you?` : `Was this you? ${bounded(asked?.principal ?? '', 60)}`]),
    blocks,
  };
}

export function affectedModal(view: AffectedView, privateMetadata: string): ModalView {
  return modal({ callbackId: 'affected_details', privateMetadata, title: 'Was this you?', submit: 'Send to the team' }, [
    section(what(view)),
    textInput({
      id: 'text',
      label: 'What do you know?',
      hint: 'What you did, from where, or what seems odd. No passwords and no keys.',
    }),
  ]);
}
