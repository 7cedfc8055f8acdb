/** Task tokens: who waits for which, and what AWS answers for the others. */
import { randomBytes } from 'node:crypto';
import type { VirtualClock } from '../../../src/services/clock.ts';
import { WireError } from '../json-protocol.ts';
import { StateError } from './errors.ts';

/** How AWS's tokens begin; the rest looks random. */
const PREFIX = 'AQCEAAAAKgAAAAMAAAAA';

interface Waiting {
  account: string;
  resolve: (output: unknown) => void;
  reject: (error: StateError) => void;
  heartbeat: () => void;
}

export class Tokens {
  private readonly waiting = new Map<string, Waiting>();
  private readonly closed = new Map<string, string>();
  private readonly clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }

  issue(): string {
    return PREFIX + randomBytes(510).toString('base64');
  }

  /** Waits for an answer to the token, and for heartbeats when they are asked for. Returns how to stop. */
  open(token: string, heartbeatSeconds: number | undefined, wait: Omit<Waiting, 'heartbeat'>): () => void {
    let cancel = () => {};
    const heartbeat = () => {
      cancel();
      if (heartbeatSeconds === undefined) return;
      const late = () => wait.reject(new StateError('States.HeartbeatTimeout', `no heartbeat for ${heartbeatSeconds} seconds`));
      cancel = this.clock.schedule(this.clock.now() + heartbeatSeconds * 1000, late);
    };
    heartbeat();
    this.waiting.set(token, { ...wait, heartbeat });
    return () => {
      cancel();
      this.waiting.delete(token);
      this.closed.set(token, wait.account);
    };
  }

  succeed(account: string, token: string, output: unknown): void {
    this.find(account, token).resolve(output);
  }

  fail(account: string, token: string, error: string, cause: string): void {
    this.find(account, token).reject(new StateError(error, cause));
  }

  heartbeat(account: string, token: string): void {
    this.find(account, token).heartbeat();
  }

  /** Tokens are only good in the account of their execution. */
  private find(account: string, token: string): Waiting {
    const found = this.waiting.get(token);
    if (found?.account === account) return found;
    if (this.closed.get(token) === account) {
      throw new WireError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    }
    if (token.startsWith(PREFIX)) throw new WireError('TaskDoesNotExist', "Task Does Not Exist: 'Provided task does not exist'");
    throw new WireError('InvalidToken', "Invalid Token: 'Invalid token'");
  }
}
