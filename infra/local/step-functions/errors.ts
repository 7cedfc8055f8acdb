/** Errors as state machines see them: a name, a cause, and which `ErrorEquals` lists they match. */

/** A failure inside an execution: `error` is what Retry and Catch match on. */
export class StateError extends Error {
  override name = 'StateError';
  readonly error: string;

  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
  }
}

const TIMEOUTS = new Set(['States.Timeout', 'States.HeartbeatTimeout']);

/** `States.Runtime` is never caught; a result that is too large only by its own name. */
export function errorMatches(errorEquals: readonly string[], error: string): boolean {
  if (error === 'States.Runtime') return false;
  return errorEquals.some((pattern) => {
    if (pattern === error) return true;
    if (error === 'States.DataLimitExceeded') return false;
    if (pattern === 'States.ALL') return true;
    if (pattern === 'States.TaskFailed') return !TIMEOUTS.has(error);
    return pattern === 'States.Timeout' && TIMEOUTS.has(error);
  });
}

/** Anything thrown that is not a StateError is a fault of the definition or of this interpreter, which nothing may catch. */
export function asStateError(thrown: unknown): StateError {
  if (thrown instanceof StateError) return thrown;
  return new StateError('States.Runtime', thrown instanceof Error ? thrown.message : String(thrown));
}

/** How a function's thrown error arrives: its name, and a cause that is JSON text. */
export function lambdaError(thrown: unknown): StateError {
  const name = (thrown instanceof Error && thrown.name) || 'Error';
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const trace = thrown instanceof Error ? (thrown.stack ?? '').split('\n').slice(0, 4) : [];
  return new StateError(name, JSON.stringify({ errorType: name, errorMessage: message, trace }));
}
