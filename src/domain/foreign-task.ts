/** What the log keeps of a question of somebody else's workflow, and of an answer that allows only part of it. */

/** A question of somebody else's workflow: it is answered, and nothing of ours runs. */
export interface ForeignTask {
  executionArn: string;
  stateMachine: string;
  /** Its name within the state machine. */
  execution: string;
  details: string[];
  /** Milliseconds since the epoch. */
  expiresAt: number;
  /** It takes a third answer: yes, to these actions on these resources only. */
  changes?: true;
  /** Who may answer besides those who may answer everything; absent: whoever may approve in that account. */
  group?: string;
}

/** What an approval leaves of what was asked for. */
export interface Changes {
  actions: string[];
  resources: string[];
}
