/** The sandbox's one HTTP server: small routes over node:http, loopback only. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpRequest {
  method: string;
  /** Decoded path without the query. */
  path: string;
  /** The path and query exactly as sent: what a proxy integration passes on. */
  target: string;
  query: URLSearchParams;
  /** Lower-case names, as node gives them. */
  headers: Record<string, string>;
  body: Buffer;
}
export interface HttpResponse {
  status: number;
  headers?: Record<string, string>;
  body?: string | Buffer;
}
/** Answers the requests it knows and leaves the others (undefined) to the next route. */
export type Route = (request: HttpRequest) => Promise<HttpResponse | undefined> | HttpResponse | undefined;

export function json(status: number, value: unknown): HttpResponse {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) };
}

const MOST_BYTES = 10 * 1024 * 1024;

async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MOST_BYTES) chunks.push(chunk);
  }
  return size > MOST_BYTES ? undefined : Buffer.concat(chunks);
}

async function answer(routes: Route[], message: IncomingMessage): Promise<HttpResponse> {
  const body = await readBody(message);
  if (!body) return json(413, { error: `a request may be ${MOST_BYTES} bytes at most` });
  const target = message.url ?? '/';
  const url = URL.canParse(target, 'http://sandbox') ? new URL(target, 'http://sandbox') : undefined;
  if (!url) return json(400, { error: `not a URL: ${target}` });
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(message.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  let path = url.pathname;
  try {
    path = decodeURIComponent(path);
  } catch {
    // A path that does not decode is matched as it came.
  }
  const request: HttpRequest = { method: message.method ?? 'GET', path, target, query: url.searchParams, headers, body };
  for (const route of routes) {
    const response = await route(request);
    if (response) return response;
  }
  return json(404, { error: `nothing here: ${request.method} ${path}` });
}

/** Listens on 127.0.0.1 (port 0 = any free one). `onError` gets what a route threw; the caller of the route gets a 500. */
export async function serve(
  routes: Route[],
  port: number,
  onError: (error: unknown) => void,
): Promise<{ port: number; address: string; close: () => Promise<void> }> {
  const server = createServer((message: IncomingMessage, response: ServerResponse) => {
    answer(routes, message)
      .catch((error: unknown) => {
        onError(error);
        return json(500, { error: error instanceof Error ? error.message : String(error) });
      })
      .then((result) => {
        if (result.status === 0) return response.destroy();
        return response.writeHead(result.status, result.headers ?? {}).end(result.body ?? '');
      })
      .catch(onError);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    port: bound,
    address: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
