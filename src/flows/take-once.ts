/** Each verified request of a person once: a replay is dropped, and a fault of ours is said to them with a reference. */
import { internal } from '../../blocks/refusals.ts';
import type { Click } from '../domain/click.ts';
import type { Services } from '../services/services.ts';
import { replyTo } from './reply.ts';

/** `messageId` is the queue's: the same message again finishes what it began, another one with the same signature is a replay. */
export async function takeOnce(
  click: Click,
  messageId: string,
  work: () => Promise<void>,
  services: Pick<Services, 'clock' | 'log' | 'slack' | 'table'>,
): Promise<void> {
  const seen = { pk: `SEEN#${click.id}`, sk: 'SEEN', messageId, at: services.clock.now() };
  if (!(await services.table.putNew(seen))) {
    const first = await services.table.get(seen.pk, seen.sk);
    if (first?.messageId !== messageId) return services.log.warn('a replayed request was dropped', { user: click.user });
  }
  try {
    await work();
  } catch (error) {
    const reference = services.log.error('a click could not be worked', error, {
      user: click.user,
      action: click.action ?? click.callbackId ?? click.kind,
    });
    const [caseId] = (click.privateMetadata ?? click.value ?? '').split('.');
    await replyTo(click, caseId, services).say('Something broke', internal(reference));
  }
}
