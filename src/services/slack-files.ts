/** Slack's files: a picture in a thread, with the words for whoever does not see it. */
import type { WebClient } from '@slack/web-api';
import { isSlackAddress } from './slack-address.ts';
import { ask, SlackRefusal } from './slack-errors.ts';

export interface Picture {
  name: string;
  title: string;
  /** What it shows, for screen readers. */
  words: string;
  png: Uint8Array;
}

export interface SlackFiles {
  /** Into the thread of `ts`; rejects when Slack does not take it. */
  picture(channel: string, ts: string, picture: Picture): Promise<void>;
}

const UPLOAD_MILLISECONDS = 10_000;
const MOST_WORDS = 1_000;

export function slackFiles(client: WebClient, apiUrl: string | undefined): SlackFiles {
  return {
    async picture(channel, ts, { name, title, words, png }) {
      const { upload_url: url = '', file_id: id = '' } = await ask(
        'files.getUploadURLExternal',
        client.files.getUploadURLExternal({ filename: name, length: png.byteLength, alt_text: words.slice(0, MOST_WORDS) }),
      );
      if (!isSlackAddress(url, apiUrl)) throw new SlackRefusal('files.getUploadURLExternal', 'not_slacks_url');
      const body = new FormData();
      body.append('file', new Blob([new Uint8Array(png)], { type: 'image/png' }), name);
      const sent = await fetch(url, { method: 'POST', body, redirect: 'error', signal: AbortSignal.timeout(UPLOAD_MILLISECONDS) });
      if (!sent.ok) throw new Error(`Slack did not take a picture: ${sent.status}`);
      const place = { channel_id: channel, thread_ts: ts };
      await ask('files.completeUploadExternal', client.files.completeUploadExternal({ files: [{ id, title }], ...place }));
    },
  };
}
