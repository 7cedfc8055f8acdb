/** What the event player can play. */
export interface DemoFinding {
  id: string;
  title: string;
  severity: string;
  source: string;
  /** Whatever `POST /aws/events` takes. */
  events: unknown[];
  /** Played when the sandbox starts. */
  atStart?: boolean;
}

export const PAYMENTS = '111122223333';
export const DATA = '222233334444';
export const STAGING = '333344445555';
export const DEVELOPMENT = '444455556666';
