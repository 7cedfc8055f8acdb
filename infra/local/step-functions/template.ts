/** Payload templates (Parameters, ResultSelector, ItemSelector): plain JSON in which keys ending in `.$` hold expressions. */
import { parseExpression } from './intrinsics.ts';
import type { View } from './paths.ts';

/** Every expression of the template that cannot be read, in words. */
export function templateProblems(template: unknown): string[] {
  if (typeof template !== 'object' || template === null) return [];
  return Object.entries(template).flatMap(([key, value]) => {
    if (!key.endsWith('.$')) return templateProblems(value);
    if (typeof value !== 'string') return [`"${key}" must hold a path or an intrinsic function`];
    try {
      parseExpression(value);
      return [];
    } catch (error) {
      return [`"${key}": ${error instanceof Error ? error.message : String(error)}`];
    }
  });
}

export function fillTemplate(template: unknown, view: View): unknown {
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) return template.map((value) => fillTemplate(value, view));
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith('.$') ? [key.slice(0, -2), parseExpression(String(value))(view)] : [key, fillTemplate(value, view)],
    ),
  );
}

/** Whether some expression of the template mentions this text. */
export function templateMentions(template: unknown, needle: string): boolean {
  if (typeof template !== 'object' || template === null) return false;
  return Object.entries(template).some(([key, value]) =>
    key.endsWith('.$') ? String(value).includes(needle) : templateMentions(value, needle),
  );
}
