/** The log of each case, telling how long people and responses took as soon as that is known. */
import { measuredBy } from '../domain/measures.ts';
import type { CaseLog } from './case-log.ts';
import type { Log } from './log.ts';

export function measureCases(cases: CaseLog, log: Log): CaseLog {
  return {
    ...cases,
    async append(caseId, decide, isFresh) {
      const done = await cases.append(caseId, decide, isFresh);
      for (const event of done.appended) {
        const measured = done.state ? measuredBy(event, done.state) : {};
        if (Object.keys(measured).length > 0) log.info('a wait of the case is over', { caseId, event: event.kind, measured });
      }
      return done;
    },
  };
}
