/** Loads a definition: every field known, every target there, every state reachable; or one error that names all problems. */
import type * as z from 'zod';
import { flowShape, type GuardedState, type Machine, machineShape, type State, stateShape } from './definition.ts';
import { templateMentions } from './template.ts';

/** Every state another one may lead to. */
function targets(state: State): string[] {
  const next = 'Next' in state && state.Next ? [state.Next] : [];
  if (state.Type === 'Choice') return [...state.Choices.map((rule) => String(rule.Next)), ...(state.Default ? [state.Default] : [])];
  if ('Catch' in state) next.push(...(state.Catch ?? []).map((catcher) => catcher.Next));
  return next;
}

function reachable(start: string, states: Map<string, State>): Set<string> {
  const seen = new Set<string>();
  const open = [start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = states.get(name);
    if (!state || seen.has(name)) continue;
    seen.add(name);
    open.push(...targets(state));
  }
  return seen;
}

function atMostOne(state: object, ...fields: string[]): string[] {
  const given = fields.filter((field) => field in state);
  return given.length > 1 ? [`${given.join(' and ')} exclude each other`] : [];
}

function guardProblems(state: GuardedState): string[] {
  return (['Retry', 'Catch'] as const).flatMap((field) => {
    const list = state[field] ?? [];
    return list.flatMap((entry, index) => {
      if (!entry.ErrorEquals.includes('States.ALL')) return [];
      const alone = entry.ErrorEquals.length === 1 && index === list.length - 1;
      return alone ? [] : [`${field}: States.ALL must stand alone, in the last entry`];
    });
  });
}

/** What a shape cannot say by itself. */
function stateProblems(state: State): string[] {
  const problems: string[] = [];
  if ('Retry' in state || 'Catch' in state) problems.push(...guardProblems(state));
  if (state.Type !== 'Choice' && state.Type !== 'Succeed' && state.Type !== 'Fail') {
    if (Boolean(state.Next) === Boolean(state.End)) problems.push('needs Next or End: true, and not both');
  }
  if (state.Type === 'Wait') {
    problems.push(...atMostOne(state, 'Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'));
    if (!('Seconds' in state || 'SecondsPath' in state || 'Timestamp' in state || 'TimestampPath' in state))
      problems.push('does not say how long');
  }
  if (state.Type === 'Task') {
    problems.push(
      ...atMostOne(state, 'TimeoutSeconds', 'TimeoutSecondsPath'),
      ...atMostOne(state, 'HeartbeatSeconds', 'HeartbeatSecondsPath'),
    );
    const token = state.Resource.endsWith('.waitForTaskToken');
    if (token && !templateMentions(state.Parameters, '$$.Task.Token'))
      problems.push('waits for a task token that its Parameters never pass on');
    if (!token && ('HeartbeatSeconds' in state || 'HeartbeatSecondsPath' in state))
      problems.push('has a heartbeat, but no task token to send it with');
    if ((state.HeartbeatSeconds ?? 0) >= (state.TimeoutSeconds ?? Infinity))
      problems.push('HeartbeatSeconds must be less than TimeoutSeconds');
  }
  return problems;
}

function inWords(issue: z.core.$ZodIssue): string {
  const field = issue.path.filter((part) => part !== 'States').join('.');
  return field ? `${field}: ${issue.message}` : issue.message;
}

function flowsInside(state: State): unknown[] {
  if (state.Type === 'Map') return [state.ItemProcessor];
  return state.Type === 'Parallel' ? state.Branches : [];
}

function flowProblems(definition: unknown, shape: typeof flowShape | typeof machineShape): string[] {
  const flow = shape.safeParse(definition);
  if (!flow.success) return flow.error.issues.map(inWords);
  const problems: string[] = [];
  const states = new Map<string, State>();
  for (const [name, source] of Object.entries(flow.data.States)) {
    const state = stateShape.safeParse(source);
    if (!state.success) {
      problems.push(...state.error.issues.map((issue) => `state ${name}: ${inWords(issue)}`));
      continue;
    }
    states.set(name, state.data);
    problems.push(
      ...[...stateProblems(state.data), ...flowsInside(state.data).flatMap((inner) => flowProblems(inner, flowShape))].map(
        (text) => `state ${name}: ${text}`,
      ),
    );
    for (const target of targets(state.data)) {
      if (!Object.hasOwn(flow.data.States, target)) problems.push(`state ${name}: there is no state "${target}" to go to`);
    }
  }
  if (!Object.hasOwn(flow.data.States, flow.data.StartAt)) problems.push(`StartAt: there is no state "${flow.data.StartAt}"`);
  if (problems.length > 0) return problems;
  const seen = reachable(flow.data.StartAt, states);
  return [...states.keys()].filter((name) => !seen.has(name)).map((name) => `state ${name}: nothing leads there`);
}

/** Throws with all problems of the definition at once. */
export function loadMachine(definition: unknown, what: string): Machine {
  const problems = flowProblems(definition, machineShape);
  if (problems.length > 0) throw new Error(`${what} cannot run here:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
  return definition as Machine;
}
