/** The sandbox's doors to the simulated accounts: look at the state, change it, see every call. */
import type { Clock } from '../../../src/services/clock.ts';
import { type HttpRequest, type HttpResponse, json, type Route } from '../http.ts';
import { mergeWorld } from './merge.ts';
import type { RecordedCall } from './protocol.ts';
import type { World } from './world.ts';

function put(world: World, http: HttpRequest, clock: Clock): HttpResponse {
  let document: unknown;
  try {
    document = JSON.parse(http.body.toString('utf8'));
  } catch {
    return json(400, { error: 'the body is not JSON' });
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return json(400, { error: 'the body must be an object like the one GET /aws/state answers, or a part of it' });
  }
  mergeWorld(world, document as Record<string, unknown>, clock.now());
  return json(200, world);
}

export function stateDoors(world: World, calls: RecordedCall[], clock: Clock): Route {
  return (http) => {
    if (http.path === '/aws/state' && http.method === 'GET') return json(200, world);
    if (http.path === '/aws/state' && http.method === 'PUT') return put(world, http, clock);
    if (http.path === '/aws/calls' && http.method === 'GET') return json(200, calls);
    return undefined;
  };
}
