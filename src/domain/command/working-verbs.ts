/** Verbs that work a case or decide about it: each does what the control of the same name does. */
import { answers, none, reason, type VerbWords, works } from './verb-words.ts';

export const working: readonly VerbWords[] = [
  works('ack', ['acknowledge'], 'acknowledge', {
    rest: 'nothing',
    flags: none,
    usage: 'ack <case>',
    example: 'ack latest',
    what: 'say that you look at it',
  }),
  works('assign', ['give'], 'assign', {
    rest: 'person',
    flags: none,
    usage: 'assign <case> [@person | me | oncall]',
    example: 'assign K7F3Q2MX me',
    what: 'to one person',
  }),
  works('note', ['comment'], 'note', {
    rest: 'text',
    flags: none,
    usage: 'note <case> [text]',
    example: 'note K7F3Q2MX waiting for the owner',
    what: 'for everybody who looks at the case',
  }),
  works('snooze', ['mute'], 'snooze', {
    rest: 'duration',
    flags: reason,
    usage: 'snooze <case> [15m to 7d] [--reason "…"]',
    example: 'snooze K7F3Q2MX 4h --reason "patching, CHG123"',
    what: 'be quiet about this case for a while',
  }),
  works('suppress', ['ignore'], 'suppress', {
    rest: 'duration',
    flags: reason,
    usage: 'suppress <case> [1d to 90d] [--reason "…"]',
    example: 'suppress K7F3Q2MX 30d --reason "accepted until the move"',
    what: 'be quiet about this problem on this resource, also when it comes again',
  }),
  works('resolve', ['close', 'done'], 'resolve', {
    rest: 'nothing',
    flags: { as: 'text', reason: 'text' },
    usage: 'resolve <case> [--as fixed] [--reason "…"]',
    example: 'resolve K7F3Q2MX --as false-positive --reason "our own scanner"',
    what: 'say how it ended: fixed, false-positive, accepted-risk, duplicate or test',
  }),
  works('reopen', [], 'reopen', {
    rest: 'nothing',
    flags: reason,
    usage: 'reopen <case> [--reason "…"]',
    example: 'reopen K7F3Q2MX --reason "it came back"',
    what: 'it is not over',
  }),
];

export const deciding: readonly VerbWords[] = [
  works('respond', ['act'], 'respond', {
    rest: 'nothing',
    flags: none,
    usage: 'respond <case>',
    example: 'respond latest',
    what: 'everything that can be done to what a case is about',
  }),
  works('approve', [], 'approve', {
    rest: 'nothing',
    flags: none,
    usage: 'approve <case>',
    example: 'approve K7F3Q2MX',
    what: 'look at the plan that waits there, and approve it',
  }),
  works('deny', ['reject'], 'deny', {
    rest: 'nothing',
    flags: reason,
    usage: 'deny <case> [--reason "…"]',
    example: 'deny K7F3Q2MX --reason "wrong host"',
    what: 'say no to what waits there',
  }),
  works('cancel', ['withdraw'], 'cancel', {
    rest: 'nothing',
    flags: none,
    usage: 'cancel <case>',
    example: 'cancel K7F3Q2MX',
    what: 'take back what was asked for',
  }),
  works('undo', ['revert'], 'undo', {
    rest: 'nothing',
    flags: none,
    usage: 'undo <case>',
    example: 'undo K7F3Q2MX',
    what: 'take back what was done, with a plan that you see first',
  }),
  works('breakglass', ['break-glass'], 'breakglass', {
    rest: 'nothing',
    flags: none,
    usage: 'breakglass <case>',
    example: 'breakglass K7F3Q2MX',
    what: 'decide alone where two people are needed; everybody is told',
  }),
  answers('stop', ['halt'], {
    control: 'stop',
    right: 'respond',
    about: 'a case, if any',
    rest: 'words',
    flags: reason,
    usage: 'stop [everything | account <name> | <response>] [--reason "…"]',
    example: 'stop account prod-payments --reason "wrong hosts are isolated"',
    what: 'no response runs any more',
  }),
  answers('start', ['resume'], {
    control: 'start',
    right: 'respond',
    about: 'a case, if any',
    rest: 'words',
    flags: reason,
    usage: 'start [everything | account <name> | <response>] [--reason "…"]',
    example: 'start everything --reason "policy is fixed"',
    what: 'what was stopped runs again; takes two people',
  }),
];
