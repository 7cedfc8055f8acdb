/** What people leave of a policy: these actions on these resources and nothing else; read from what they typed, and written as a document. */
import type { Changes } from './foreign-task.ts';

const mostEach = 20;
const action = /^[a-z0-9-]{1,40}:[A-Za-z0-9*?]{1,80}$/;
const resource = /^arn:aws[a-z-]*:[a-z0-9-]{1,40}:[a-z0-9-]*:(?:\d{12}|aws)?:[\x21-\x7e]{1,400}$/;

/** One per line, or separated by commas or spaces. */
export function listed(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((part) => part !== ''))];
}

function problem(text: string, form: RegExp, wanted: string): string | undefined {
  const all = listed(text);
  if (all.length === 0) return `Please give at least one: ${wanted}.`;
  if (all.length > mostEach) return `Please give at most ${mostEach}.`;
  const wrong = all.find((each) => !form.test(each));
  return wrong === undefined ? undefined : `"${wrong.slice(0, 60)}" is not ${wanted}.`;
}

/** Undefined when all of it can be taken. A whole service is too much for "only these". */
export function actionsProblem(text: string): string | undefined {
  const found = problem(text, action, 'an action such as s3:GetObject');
  const whole = listed(text).find((each) => /:[*?]+$/.test(each));
  return found ?? (whole === undefined ? undefined : `${whole} is a whole service: name its actions.`);
}

export function resourcesProblem(text: string): string | undefined {
  return problem(text, resource, 'an ARN such as arn:aws:s3:::name/*');
}

/** Exactly these. The same changes are the same text, by which it is known again. */
export function limitedDocument({ actions, resources }: Changes): string {
  const statement = { Sid: 'DrawbridgeLimited', Effect: 'Allow', Action: actions, Resource: resources };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}
