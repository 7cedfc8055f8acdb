/** What AwsSolutions of cdk-nag reports and we keep, each with its reason: next to the thing it is about, never for a whole stack. */
import { Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Statement } from './permissions/documents.ts';

export function accept(on: Construct, id: string, reason: string): void {
  Validations.of(on).acknowledge({ id: `AwsSolutions-${id}`, reason });
}

/** Every resource with a `*` in these statements. A wildcard in an action is never accepted. */
export function acceptWildcards(on: Construct, statements: readonly Statement[], reason: (resource: string) => string): void {
  const resources = new Set(statements.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Resource }) => Resource));
  for (const resource of resources) if (resource.includes('*')) accept(on, `IAM5[Resource::${resource}]`, reason(resource));
}
