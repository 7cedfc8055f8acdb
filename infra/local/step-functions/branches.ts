/** Map and Parallel states: several flows at once, of which one failure ends the others. */
import type { Flow, StateOf } from './definition.ts';
import { asStateError, StateError } from './errors.ts';
import { cut, type Frame, need, type Place, viewOf } from './frame.ts';
import type { Scope } from './scope.ts';
import { fillTemplate } from './template.ts';

/** Runs a flow to its output; given by the interpreter, which these states are themselves part of. */
export type RunFlow = (flow: Flow, input: unknown, place: Place) => Promise<unknown>;

function together(parent: Scope, works: ((scope: Scope) => Promise<unknown>)[], atOnce: number): Promise<unknown[]> {
  if (works.length === 0) return Promise.resolve([]);
  const scope = parent.inner();
  return parent.wait((resolve, reject) => {
    const results: unknown[] = [];
    let started = 0;
    let finished = 0;
    const startNext = () => {
      const index = started++;
      works[index]?.(scope).then((result) => {
        results[index] = result;
        finished += 1;
        if (finished === works.length) resolve(results);
        else startNext();
      }, reject);
    };
    for (const _ of works.slice(0, atOnce)) startNext();
    return () => scope.end();
  });
}

export async function attemptMap(frame: Frame<StateOf<'Map'>>, runFlow: RunFlow): Promise<unknown> {
  const { state, context, place } = frame;
  const items = state.ItemsPath === undefined ? frame.input : need(state.ItemsPath, viewOf(frame));
  if (!Array.isArray(items)) throw new StateError('States.Runtime', 'the items of a Map must be an array');
  place.execution.record('MapStateStarted', { length: items.length });
  const works = items.map((value: unknown, index) => async (scope: Scope) => {
    const map = { Item: { Index: index, Value: value } };
    const input = state.ItemSelector ? fillTemplate(state.ItemSelector, { input: frame.input, context: { ...context, Map: map } }) : value;
    place.execution.record('MapIterationStarted', { name: context.name, index });
    try {
      const output = await runFlow(state.ItemProcessor, input, { ...place, scope, map });
      place.execution.record('MapIterationSucceeded', { index });
      return output;
    } catch (thrown) {
      place.execution.record('MapIterationFailed', { index });
      throw asStateError(thrown);
    }
  });
  const results = await together(place.scope, works, state.MaxConcurrency || works.length);
  place.execution.record('MapStateSucceeded');
  return results;
}

export async function attemptParallel(frame: Frame<StateOf<'Parallel'>>, runFlow: RunFlow): Promise<unknown> {
  const { state, context, place } = frame;
  place.execution.record('ParallelStateStarted');
  const input = state.Parameters ? fillTemplate(state.Parameters, viewOf(frame)) : cut(undefined, frame.input, context);
  const works = state.Branches.map((branch) => (scope: Scope) => runFlow(branch, input, { ...place, scope }));
  const results = await together(place.scope, works, works.length);
  place.execution.record('ParallelStateSucceeded');
  return results;
}
