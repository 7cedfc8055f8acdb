/** The contract about EC2 instances: their state, attributes, profile, volumes and addresses. */
import { expect } from 'vitest';
import { NOBODY, type On, row } from './row.ts';

async function stateOf({ call }: On, id: string): Promise<string | undefined> {
  const { Reservations } = await call('ec2:DescribeInstances', { InstanceIds: [id] });
  return Reservations?.[0]?.Instances?.[0]?.State?.Name;
}

async function associationOf({ call }: On, id: string) {
  const Filters = [{ Name: 'instance-id', Values: [id] }];
  return (await call('ec2:DescribeIamInstanceProfileAssociations', { Filters })).IamInstanceProfileAssociations ?? [];
}

export const instanceRows = [
  row('ec2:DescribeInstances', 'where it is, what hangs on it, its tags', async ({ call, facts }) => {
    const { Reservations } = await call('ec2:DescribeInstances', { InstanceIds: [facts.instance] });
    const [shown] = Reservations?.[0]?.Instances ?? [];
    expect(shown).toMatchObject({ InstanceId: facts.instance, State: { Name: 'running' }, VpcId: facts.vpc, SubnetId: facts.subnet });
    expect(shown?.LaunchTime).toBeInstanceOf(Date);
    expect(shown?.Tags).toEqual([{ Key: 'Name', Value: 'first' }]);
    expect(shown?.NetworkInterfaces).toMatchObject([
      { NetworkInterfaceId: facts.interface, Attachment: { DeviceIndex: 0 }, Groups: [{ GroupId: expect.any(String) }] },
    ]);
    expect(shown?.BlockDeviceMappings).toMatchObject([{ DeviceName: expect.any(String), Ebs: { VolumeId: facts.volume } }]);
  }),
  row('ec2:DescribeInstances', 'InvalidInstanceID.NotFound', async ({ refusal }) => {
    expect(await refusal('ec2:DescribeInstances', { InstanceIds: [NOBODY.instance] })).toBe('InvalidInstanceID.NotFound');
  }),
  row(
    'ec2:DescribeInstances',
    'InvalidInstanceID.Malformed',
    async ({ refusal }) => {
      expect(await refusal('ec2:DescribeInstances', { InstanceIds: ['i-none'] })).toBe('InvalidInstanceID.Malformed');
    },
    { differs: 'moto says InvalidInstanceID.NotFound' },
  ),
  row(
    ['ec2:DescribeInstanceAttribute', 'ec2:ModifyInstanceAttribute', 'ec2:TerminateInstances'],
    'termination protection is read, set, and holds (OperationNotPermitted)',
    async ({ call, facts, refusal }) => {
      const InstanceId = facts.spare;
      const shown = async () =>
        (await call('ec2:DescribeInstanceAttribute', { InstanceId, Attribute: 'disableApiTermination' })).DisableApiTermination?.Value;
      expect(await shown()).toBe(false);
      await call('ec2:ModifyInstanceAttribute', { InstanceId, DisableApiTermination: { Value: true } });
      expect(await shown()).toBe(true);
      expect(await refusal('ec2:TerminateInstances', { InstanceIds: [InstanceId] })).toBe('OperationNotPermitted');
      await call('ec2:ModifyInstanceAttribute', { InstanceId, DisableApiTermination: { Value: false } });
    },
  ),
  row('ec2:DescribeInstanceAttribute', 'stop protection is read and set', async ({ call, facts }) => {
    const InstanceId = facts.spare;
    const shown = async () =>
      (await call('ec2:DescribeInstanceAttribute', { InstanceId, Attribute: 'disableApiStop' })).DisableApiStop?.Value;
    expect(await shown()).toBe(false);
    await call('ec2:ModifyInstanceAttribute', { InstanceId, DisableApiStop: { Value: true } });
    expect(await shown()).toBe(true);
    await call('ec2:ModifyInstanceAttribute', { InstanceId, DisableApiStop: { Value: false } });
  }),
  row(['ec2:CreateTags', 'ec2:DeleteTags'], 'tags come and go, on several at once', async ({ call, facts }) => {
    const Resources = [facts.instance, facts.volume];
    const Tags = [{ Key: 'drawbridge:state', Value: 'isolated' }];
    const names = async () => {
      const { Reservations } = await call('ec2:DescribeInstances', { InstanceIds: [facts.instance] });
      const { Volumes } = await call('ec2:DescribeVolumes', { VolumeIds: [facts.volume] });
      return [Reservations?.[0]?.Instances?.[0]?.Tags, Volumes?.[0]?.Tags].map((tags) =>
        (tags ?? []).some(({ Key }) => Key === Tags[0]?.Key),
      );
    };
    await call('ec2:CreateTags', { Resources, Tags });
    expect(await names()).toEqual([true, true]);
    for (let time = 0; time < 2; time += 1) await call('ec2:DeleteTags', { Resources, Tags });
    expect(await names()).toEqual([false, false]);
  }),
  row(
    ['ec2:AssociateIamInstanceProfile', 'ec2:DescribeIamInstanceProfileAssociations', 'ec2:DisassociateIamInstanceProfile'],
    'a profile comes (IncorrectState for a second) and goes',
    async (on) => {
      const { call, facts, refusal, settle } = on;
      const wanted = { InstanceId: facts.instance, IamInstanceProfile: { Name: facts.profile } };
      expect(await associationOf(on, facts.instance)).toEqual([]);
      await call('ec2:AssociateIamInstanceProfile', wanted);
      const [held] = await associationOf(on, facts.instance);
      expect(held).toMatchObject({ InstanceId: facts.instance, State: 'associated', AssociationId: expect.stringMatching(/^iip-assoc-/) });
      expect(held?.IamInstanceProfile?.Arn).toMatch(/instance-profile\/web-app$/);
      expect(await refusal('ec2:AssociateIamInstanceProfile', wanted)).toBe('IncorrectState');
      await call('ec2:DisassociateIamInstanceProfile', { AssociationId: held?.AssociationId });
      await settle(30);
      expect((await associationOf(on, facts.instance)).filter(({ State }) => State === 'associated')).toEqual([]);
    },
  ),
  row('ec2:DescribeVolumes', 'where it hangs and whether it is encrypted; InvalidVolume.NotFound', async ({ call, facts, refusal }) => {
    const { Volumes } = await call('ec2:DescribeVolumes', { Filters: [{ Name: 'attachment.instance-id', Values: [facts.instance] }] });
    expect(Volumes).toMatchObject([{ VolumeId: facts.volume, State: 'in-use', Encrypted: expect.any(Boolean) }]);
    expect(Volumes?.[0]?.Attachments).toMatchObject([{ InstanceId: facts.instance }]);
    expect(await refusal('ec2:DescribeVolumes', { VolumeIds: ['vol-0123456789abcdef0'] })).toBe('InvalidVolume.NotFound');
  }),
  row(
    ['ec2:DescribeAddresses', 'ec2:DisassociateAddress', 'ec2:AssociateAddress'],
    'an Elastic IP is taken off the interface and put back',
    async ({ call, facts, refusal }) => {
      const AllocationIds = [facts.allocation];
      const held = async () => (await call('ec2:DescribeAddresses', { AllocationIds })).Addresses?.[0];
      const before = await held();
      expect(before).toMatchObject({ AllocationId: facts.allocation, NetworkInterfaceId: facts.interface });
      await call('ec2:DisassociateAddress', { AssociationId: before?.AssociationId });
      expect((await held())?.AssociationId || undefined).toBeUndefined();
      expect(await refusal('ec2:DisassociateAddress', { AssociationId: before?.AssociationId })).toBe('InvalidAssociationID.NotFound');
      await call('ec2:AssociateAddress', { AllocationId: facts.allocation, NetworkInterfaceId: facts.interface });
      expect(await held()).toMatchObject({ PublicIp: before?.PublicIp, NetworkInterfaceId: facts.interface });
    },
  ),
  row(['ec2:StopInstances', 'ec2:StartInstances'], 'stopping and starting, each also when it is so already', async (on) => {
    const { call, facts, settle } = on;
    const InstanceIds = [facts.spare];
    for (let time = 0; time < 2; time += 1) {
      const { StoppingInstances } = await call('ec2:StopInstances', { InstanceIds });
      expect(StoppingInstances).toMatchObject([
        { InstanceId: facts.spare, PreviousState: { Name: expect.any(String), Code: expect.any(Number) } },
      ]);
      await settle(120);
      expect(await stateOf(on, facts.spare)).toBe('stopped');
    }
    for (let time = 0; time < 2; time += 1) {
      await call('ec2:StartInstances', { InstanceIds });
      await settle(120);
      expect(await stateOf(on, facts.spare)).toBe('running');
    }
  }),
  row('ec2:StopInstances', 'OperationNotPermitted with stop protection', async ({ call, facts, refusal }) => {
    const InstanceId = facts.spare;
    await call('ec2:ModifyInstanceAttribute', { InstanceId, DisableApiStop: { Value: true } });
    const said = await refusal('ec2:StopInstances', { InstanceIds: [InstanceId] });
    await call('ec2:ModifyInstanceAttribute', { InstanceId, DisableApiStop: { Value: false } });
    expect(said).toBe('OperationNotPermitted');
  }),
  row('ec2:TerminateInstances', 'terminated after a while, and no error the second time', async (on) => {
    const { call, facts, settle } = on;
    for (let time = 0; time < 2; time += 1) {
      await call('ec2:TerminateInstances', { InstanceIds: [facts.spare] });
      await settle(120);
      expect(await stateOf(on, facts.spare)).toBe('terminated');
    }
  }),
];
