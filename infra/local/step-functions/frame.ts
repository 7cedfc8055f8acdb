/** What a state runs in, and how its input and output are cut to shape on the way through. */
import type { VirtualClock } from '../../../src/services/clock.ts';
import type { State } from './definition.ts';
import { StateError } from './errors.ts';
import type { Execution } from './execution.ts';
import { readPath, type View, writePath } from './paths.ts';
import type { Scope } from './scope.ts';
import { fillTemplate } from './template.ts';
import type { Tokens } from './tokens.ts';

/** State data and API payloads may be this long, in bytes of JSON. */
export const MOST_BYTES = 262_144;

export interface Engine {
  clock: VirtualClock;
  tokens: Tokens;
  invoke: (functionName: string, payload: unknown) => Promise<unknown>;
}
/** Where a flow of states runs: in the execution itself or in one item of a Map. */
export interface Place {
  engine: Engine;
  execution: Execution;
  scope: Scope;
  map?: { Item: { Index: number; Value: unknown } };
}
/** One state being run. */
export interface Frame<S extends State = State> {
  state: S;
  /** The state's input as it came in, and what InputPath leaves of it. */
  raw: unknown;
  input: unknown;
  context: Record<string, unknown>;
  place: Place;
}
export type Outcome = { output: unknown; next?: string | undefined };

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function contextOf(name: string, place: Place): Record<string, unknown> {
  const { execution, map } = place;
  const { machine } = execution;
  return {
    Execution: {
      Id: execution.arn,
      Name: execution.name,
      Input: execution.input,
      StartTime: iso(execution.startDate),
      RoleArn: `arn:aws:iam::${machine.account}:role/${machine.name}`,
    },
    StateMachine: { Id: machine.arn, Name: machine.name },
    State: { Name: name, EnteredTime: iso(place.engine.clock.now()), RetryCount: 0 },
    ...(map && { Map: map }),
  };
}

export function viewOf(frame: Frame): View {
  return { input: frame.input, context: frame.context };
}

/** The value there, which must be there. */
export function need(path: string, view: View): unknown {
  const value = readPath(path, view);
  if (value === undefined) throw new StateError('States.Runtime', `Invalid path '${path}': nothing is there`);
  return value;
}

/** InputPath and OutputPath: null means an empty object, absent means everything. */
export function cut(path: string | null | undefined, input: unknown, context: unknown): unknown {
  return path === null ? {} : path === undefined ? input : need(path, { input, context });
}

/** ResultPath: null keeps the input, absent replaces it. */
export function put(path: string | null | undefined, raw: unknown, result: unknown): unknown {
  if (path === null) return raw;
  try {
    return writePath(path ?? '$', raw, result);
  } catch (error) {
    throw new StateError('States.ResultPathMatchFailure', error instanceof Error ? error.message : String(error));
  }
}

/** ResultSelector, ResultPath and OutputPath of a state that made a result. */
export function finishResult(frame: Frame, result: unknown): unknown {
  const { state, raw, context } = frame;
  const selected = 'ResultSelector' in state ? fillTemplate(state.ResultSelector, { input: result, context }) : result;
  const placed = 'ResultPath' in state ? put(state.ResultPath, raw, selected) : selected;
  return cut('OutputPath' in state ? state.OutputPath : undefined, placed, context);
}

/** A copy through JSON, as data between states and functions is; fails when it is too long. */
export function asData(value: unknown, what: string): unknown {
  const text = JSON.stringify(value ?? null);
  if (Buffer.byteLength(text) <= MOST_BYTES) return JSON.parse(text);
  throw new StateError('States.DataLimitExceeded', `${what} is longer than ${MOST_BYTES} bytes of JSON`);
}
