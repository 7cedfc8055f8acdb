/** Keeps the page in step: waits for the sandbox to say that something changed, or asks each second when it cannot say. */
import { pause } from './browser-time.ts';
import { DoorError, read, send } from './doors.ts';

interface Change {
  revision: number;
  now?: number | string;
}

export async function follow(
  onChange: (now: Change['now']) => Promise<void>,
  onTrouble: (trouble: string | undefined) => void,
): Promise<never> {
  let revision = -1;
  for (;;) {
    try {
      const change = await read<Change>(`/_control/changes?since=${revision}`);
      onTrouble(undefined);
      if (change.revision !== revision) await onChange(change.now);
      revision = change.revision;
    } catch (error) {
      const missing = error instanceof DoorError && error.status === 404;
      if (!missing) {
        onTrouble(error instanceof Error ? error.message : String(error));
        revision = -1;
      } else {
        const clock = await send<Partial<Change>>('/_control/clock', { advanceSeconds: 0 }).catch(() => undefined);
        await onChange(clock?.now).catch((trouble: unknown) => onTrouble(String(trouble)));
      }
      await pause(missing ? 1000 : 2000);
    }
  }
}
