/** The agent under one call: at most one request goes out, what was answered is seen, and nothing of it stays open afterwards. */
import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** The seam node's http client and every agent of note share, though node does not document it. */
interface Seam {
  addRequest(request: ClientRequest, options: object): void;
}

/** In the sandbox the default hostnames lead to a port of this machine, and without TLS. */
function createAgent(sandboxPort: number | undefined): Agent & Seam {
  const agent = new Agent({ keepAlive: false }) as Agent & Seam;
  if (sandboxPort === undefined) return agent;
  return Object.assign(agent, { createConnection: (): Duplex => connect(sandboxPort, '127.0.0.1') });
}

export interface OneRequest {
  /** For node-fetch: throws when a second request is asked for, which is how the client's own repeats are turned off. */
  agent: () => Agent;
  /** What was answered, even where the client hides it. */
  answered(): { status: number; headers: IncomingHttpHeaders } | undefined;
  close(): void;
}

export function createOneRequest(sandboxPort: number | undefined): OneRequest {
  const agent = createAgent(sandboxPort);
  const add = agent.addRequest.bind(agent);
  let response: IncomingMessage | undefined;
  let asked = false;
  agent.addRequest = (request, options) => {
    request.once('response', (answer: IncomingMessage) => {
      response = answer;
    });
    add(request, options);
  };
  return {
    agent() {
      if (asked) throw new Error('one call is one request');
      asked = true;
      return agent;
    },
    answered: () => response && { status: response.statusCode ?? 0, headers: response.headers },
    close: () => agent.destroy(),
  };
}
