/** Whom the resource of a GuardDuty finding talked to, from every kind of action. */
import { at, type Fields, record, records, text, texts } from './fields.ts';

export function actionAddresses(action: Fields): unknown[] {
  const single = ['networkConnectionAction', 'awsApiCallAction', 'kubernetesApiCallAction', 'rdsLoginAttemptAction'].map((kind) =>
    record(action, kind),
  );
  const probes = records(action, 'portProbeAction', 'portProbeDetails');
  const remotes = [...single, ...probes].map((details) => record(details, 'remoteIpDetails'));
  const direct = remotes.flatMap((remote) => [at(remote, 'ipAddressV4'), at(remote, 'ipAddressV6')]);
  return [...direct, ...texts(action, 'kubernetesApiCallAction', 'sourceIps')];
}

export function actionDomains(action: Fields): string[] {
  const asked = text(action, 'dnsRequestAction', 'domain');
  const caller = text(action, 'awsApiCallAction', 'domainDetails', 'domain');
  return [asked, caller].filter((domain) => domain !== undefined);
}
