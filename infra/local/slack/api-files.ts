/** The files.* methods of the Web API, and the address that takes a file's content. */
import { type HttpRequest, type HttpResponse, json } from '../http.ts';
import { channelOf, isJson, type Method, needs, parseJson, textOf } from './api-call.ts';
import { addMessage } from './messages.ts';
import type { SlackStore } from './store.ts';
import { SlackRefusal } from './types.ts';

const getUploadUrl: Method = (call, slack) => {
  needs(call, 'filename', 'length');
  const length = Number(textOf(call, 'length'));
  if (!Number.isInteger(length) || length <= 0) throw new SlackRefusal('invalid_arguments');
  const id = slack.newId('F');
  slack.files.set(id, { id, name: textOf(call, 'filename'), title: textOf(call, 'filename'), length });
  return { upload_url: `${slack.options.baseUrl()}/slack/api/upload/${id}`, file_id: id };
};

const complete: Method = (call, slack) => {
  needs(call, 'files');
  const given = typeof call.files === 'string' ? parseJson(call.files) : call.files;
  const listed = Array.isArray(given) ? given.filter(isJson) : [];
  const files = listed.map(({ id, title }) => {
    const file = slack.files.get(String(id));
    if (file?.text === undefined) throw new SlackRefusal('file_not_found');
    return Object.assign(file, { title: String(title ?? file.name) });
  });
  const shown = files.map(({ id, name, title, length }) => ({ id, name, title, size: length }));
  if (call.channel_id) {
    const channel = channelOf({ channel: call.channel_id }, slack);
    const thread = textOf(call, 'thread_ts');
    const draft = { text: textOf(call, 'initial_comment') || ' ', ...(thread && { thread_ts: thread }) };
    addMessage(slack, channel, draft, { user: slack.bot.userId, bot: true }).files = shown;
  }
  return { files: shown };
};

export const FILES: Record<string, Method> = {
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': complete,
};

/** The bytes as they came, or the one part of a form. */
function contentOf({ headers, body }: HttpRequest): Buffer {
  const [, boundary] = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(headers['content-type'] ?? '') ?? [];
  if (!boundary) return body;
  const begin = body.indexOf('\r\n\r\n') + 4;
  const end = body.indexOf(`\r\n--${boundary}`, begin);
  return begin > 3 && end > 0 ? body.subarray(begin, end) : Buffer.alloc(0);
}

/** Refuses other than were announced. */
export function takeUpload(slack: SlackStore, id: string, request: HttpRequest): HttpResponse {
  const file = slack.files.get(id);
  const content = contentOf(request);
  if (!file || content.length !== file.length) return json(400, { ok: false, error: 'upload_failed' });
  file.text = content.toString('utf8');
  file.base64 = content.toString('base64');
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: `OK - ${file.length}` };
}
