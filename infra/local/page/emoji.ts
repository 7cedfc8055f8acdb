/** The emoji short codes the bot's messages may use; any other stays as typed, as Slack shows an unknown one. */
const EMOJI: Record<string, string> = {
  '+1': '👍',
  arrow_forward: '▶️',
  arrow_right: '➡️',
  bell: '🔔',
  bust_in_silhouette: '👤',
  eyes: '👀',
  fire: '🔥',
  heavy_check_mark: '✔️',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  information_source: 'ℹ️',
  key: '🔑',
  large_blue_circle: '🔵',
  large_green_circle: '🟢',
  large_orange_circle: '🟠',
  large_yellow_circle: '🟡',
  leftwards_arrow_with_hook: '↩️',
  link: '🔗',
  lock: '🔒',
  mag: '🔍',
  memo: '📝',
  no_entry: '⛔',
  no_entry_sign: '🚫',
  octagonal_sign: '🛑',
  pager: '📟',
  pushpin: '📌',
  red_circle: '🔴',
  robot_face: '🤖',
  rotating_light: '🚨',
  shield: '🛡️',
  thumbsup: '👍',
  ticket: '🎫',
  unlock: '🔓',
  warning: '⚠️',
  white_check_mark: '✅',
  white_circle: '⚪',
  x: '❌',
  zzz: '💤',
};

export function emojiFor(name: string): string | undefined {
  return Object.hasOwn(EMOJI, name) ? EMOJI[name] : undefined;
}

/** Replaces known short codes in plain text. */
export function withEmoji(text: string): string {
  return text.replace(/:([a-z0-9_+-]+):/g, (code, name: string) => emojiFor(name) ?? code);
}
