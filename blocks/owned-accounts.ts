/** The accounts of an owner on their Home tab: open cases, how old they are, and the security score. */
import type { KnownBlock } from '@slack/types';
import type { SecurityScore } from '../src/domain/security-score.ts';
import { button, context, header, section } from './kit.ts';
import { bold, bounded, dot, join, lines, type Part } from './text.ts';
import { ago, counted, moment } from './time-words.ts';

export interface OwnedAccount {
  account: string;
  name: string;
  openByTier: { tier: 1 | 2 | 3; count: number }[];
  /** When the oldest of them was opened, milliseconds since the epoch. */
  oldest?: number;
  /** Open since before the installation, and never shown. */
  before: number;
  /** Absent until it has been read, and where no control has data. */
  score?: SecurityScore & { percent: number; at: number };
}

const mostAccounts = 8;

function openWords({ openByTier, oldest, before }: OwnedAccount, now: number): Part[] {
  const all = openByTier.reduce((sum, { count }) => sum + count, 0);
  const tiers = openByTier.filter(({ count }) => count > 0).map(({ tier, count }) => `${count} of tier ${tier}`);
  const facts: Part[][] = [
    all === 0 ? ['nothing open'] : [`${counted(all, 'open case')}: ${tiers.join(', ')}`],
    oldest === undefined ? [] : [`the oldest ${ago(oldest, now)}`],
    before > 0 ? [`${before} from before the installation`] : [],
  ];
  return join(facts, dot);
}

function scoreWords({ score }: OwnedAccount): Part[] {
  if (!score) return ['Security score not known yet'];
  const { percent, passed, failed, unknown, at } = score;
  const not = [failed > 0 && `${failed} failed`, unknown > 0 && `${unknown} could not be checked`].filter((each) => each !== false);
  return [
    'Security score ',
    bold(`${percent} %`),
    dot,
    `${passed} of ${counted(passed + failed + unknown, 'control')} passed${not.length > 0 ? `, ${not.join(', ')}` : ''}`,
    dot,
    'as of ',
    moment(at),
  ];
}

export function ownedBlocks(owned: readonly OwnedAccount[], now: number): KnownBlock[] {
  if (owned.length === 0) return [];
  const shown = owned.slice(0, mostAccounts).map((each) => {
    const name = bounded(each.name, 60);
    const look = { actionId: 'home', value: `account-${each.account}.1`, label: 'Its cases', accessibilityLabel: `Open cases in ${name}` };
    return section(lines([bold(name), ` ${each.account}`], openWords(each, now), scoreWords(each)), button(look));
  });
  const more = owned.length - shown.length;
  return [
    header('Your accounts'),
    ...shown,
    ...(more > 0 ? [context([`… and ${counted(more, 'more account')}; “My accounts” below has the cases of all`])] : []),
  ];
}
