/** The Slack app as Slack has to know it: its command, its shortcuts and the events it hears. */

export const slashCommand = '/sechub';

/** What `slashCommand` shows while somebody types. */
export const usageHint = 'help | list mine | show latest | ack <case> | isolate <case>';

/** In the menu of every message, in threads too; each is a control of the case that the message is about. */
export const messageShortcuts = [
  { control: 'all', name: 'Actions on this case', description: 'Everything that can be done with the case' },
  { control: 'respond', name: 'Respond to this case', description: 'Every response that is offered, with its plan' },
  { control: 'note', name: 'Note on this case', description: 'For everybody who looks at the case' },
  { control: 'timeline', name: 'Timeline of this case', description: 'What happened, who did it and when' },
] as const;

/** Events API types that the door listens for. */
export const heardEvents = [
  'app_home_opened',
  'app_mention',
  // Which of these Slack sends when the bot is removed depends on the channel and the day: any of them makes us look.
  'channel_left',
  'group_left',
  'member_left_channel',
  'member_joined_channel',
  'channel_archive',
  'channel_unarchive',
  'channel_deleted',
  'channel_rename',
  'group_archive',
  'group_unarchive',
  'group_deleted',
  'group_rename',
] as const;
