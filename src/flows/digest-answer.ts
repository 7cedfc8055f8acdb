/** The digest when somebody asks for it: of the channel they are in, else of all that policy names. */

import { problemMessage } from '../../blocks/command-answers.ts';
import { digestMessage } from '../../blocks/digest-message.ts';
import type { Services } from '../services/services.ts';
import type { Message } from '../services/slack.ts';
import type { Asking } from './answer-command.ts';
import { readDigest } from './digest-cases.ts';
import { barredIn } from './refuse.ts';
import { accountsOfScope } from './stops.ts';

const DAY = 86_400_000;

/** Its figures count the cases of every account, so that only who may see all of them is told. */
export async function digestAnswer(
  { click, command, person, reply }: Asking,
  services: Pick<Services, 'cases' | 'clock' | 'directory' | 'policy' | 'table'>,
): Promise<Message | undefined> {
  const { policy, clock } = services;
  const every = command.rest === '' ? 'day' : command.rest.toLowerCase();
  if (every !== 'day' && every !== 'week')
    return problemMessage(`There is a digest of a day or a week, not of “${command.rest}”`, command.verb);
  const barred = await barredIn(accountsOfScope('everything', policy), 'view', person, services);
  if (barred) return void (await reply.refuse('Not allowed', barred));
  const all = Object.entries(policy.channels);
  const here = all.filter(([, id]) => id === click.channel);
  const wanted = here.length > 0 ? here : all;
  const until = clock.now();
  const digest = await readDigest(
    wanted.map(([, id]) => id),
    { from: until - (every === 'week' ? 7 : 1) * DAY, until },
    services,
  );
  const timeZone = policy.digests[0]?.timeZone ?? 'UTC';
  return digestMessage({ digest, every, channels: wanted.map(([name]) => name), timeZone });
}
