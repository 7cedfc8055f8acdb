/** Simulated EC2: tags here, the rest by subject in the ec2-* files. */
import type * as client from '@aws-sdk/client-ec2';
import { instanceOf, securityGroupOf } from './adopt.ts';
import type { Call } from './call.ts';
import { filtered } from './ec2-filters.ts';
import { instanceOperations } from './ec2-instances.ts';
import { interfaceOperations } from './ec2-interfaces.ts';
import { lifecycleOperations } from './ec2-lifecycle.ts';
import { networkAclOperations } from './ec2-network-acls.ts';
import { networkOperations } from './ec2-networks.ts';
import { securityGroupOperations } from './ec2-security-groups.ts';
import { sharingOperations } from './ec2-sharing.ts';
import { volumeOperations } from './ec2-volumes.ts';
import { AwsError, type Operations, queryWire, type Service } from './wire.ts';
import type { Tags } from './world.ts';

function tagsOf(call: Call, id: string): Tags {
  if (id.startsWith('i-')) return instanceOf(call, id).tags;
  if (id.startsWith('sg-')) return securityGroupOf(call, id).tags;
  const held = call.region.volumes[id] ?? call.region.snapshots[id] ?? call.region.images?.[id];
  if (held) return held.tags;
  // Volumes of instances are there without being seeded one by one.
  const instance = Object.values(call.region.instances).find(({ volumes }) => volumes.includes(id));
  if (instance) {
    const volume = { id, size: 30, encrypted: true, zone: instance.zone, tags: {} };
    call.region.volumes[id] = volume;
    return volume.tags;
  }
  throw new AwsError('InvalidID', `The ID '${id}' is not valid`);
}

function createTags(call: Call, input: client.CreateTagsCommandInput): object {
  // All are looked up first: EC2 tags all of them or none.
  const held = (input.Resources ?? []).map((id) => tagsOf(call, id));
  for (const tags of held) for (const { Key, Value } of input.Tags ?? []) if (Key) tags[Key] = Value ?? '';
  return {};
}

function deleteTags(call: Call, input: client.DeleteTagsCommandInput): object {
  const held = (input.Resources ?? []).map((id) => tagsOf(call, id));
  for (const tags of held) {
    for (const { Key, Value } of input.Tags ?? []) if (Key && (Value === undefined || tags[Key] === Value)) delete tags[Key];
  }
  return {};
}

function describeTags(call: Call, input: client.DescribeTagsCommandInput): object {
  const { region } = call;
  const kinds = { instance: region.instances, 'security-group': region.securityGroups, volume: region.volumes, snapshot: region.snapshots };
  const tags = Object.entries(kinds).flatMap(([ResourceType, held]) =>
    Object.entries(held).flatMap(([ResourceId, resource]: [string, { tags: Tags }]) =>
      Object.entries(resource.tags).map(([Key, Value]) => ({ ResourceType, ResourceId, Key, Value })),
    ),
  );
  const fieldsOf = (tag: (typeof tags)[number]) => ({
    'resource-id': [tag.ResourceId],
    'resource-type': [tag.ResourceType],
    key: [tag.Key],
    value: [tag.Value],
    [`tag:${tag.Key}`]: [tag.Value],
  });
  return filtered('Tags', tags, input, fieldsOf, (tag) => tag);
}

const operations: Operations = {
  ...instanceOperations,
  ...interfaceOperations,
  ...lifecycleOperations,
  ...networkAclOperations,
  ...networkOperations,
  ...sharingOperations,
  ...securityGroupOperations,
  ...volumeOperations,
  CreateTags: createTags,
  DeleteTags: deleteTags,
  DescribeTags: describeTags,
};

export const ec2: Service = { wire: queryWire(() => import('@aws-sdk/client-ec2'), 'ec2'), operations };
