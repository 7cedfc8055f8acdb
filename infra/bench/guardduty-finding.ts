/** The finding that take-in is measured on: GuardDuty's, through Security Hub, with the fields and the size that such findings have. */
import { accessKey, asff, imported } from './asff.ts';

const place = { account: '111122223333', region: 'us-east-1' };
const service = 'aws/guardduty/service';
const call = `${service}/action/awsApiCallAction`;

function productFields(): Record<string, string> {
  return {
    'aws/guardduty/resource/resourceType': 'AccessKey',
    'aws/guardduty/resource/accessKeyDetails/userName': 'ci-deploy',
    'aws/guardduty/resource/accessKeyDetails/userType': 'IAMUser',
    [`${service}/serviceName`]: 'guardduty',
    [`${service}/detectorId`]: 'd1',
    [`${service}/resourceRole`]: 'ACTOR',
    [`${service}/archived`]: 'false',
    [`${service}/count`]: '3',
    [`${service}/eventFirstSeen`]: '2026-11-20T00:00:00.000Z',
    [`${service}/eventLastSeen`]: '2026-11-20T03:00:00.000Z',
    [`${service}/action/actionType`]: 'AWS_API_CALL',
    [`${call}/api`]: 'GetObject',
    [`${call}/serviceName`]: 's3.amazonaws.com',
    [`${call}/callerType`]: 'Remote IP',
    [`${call}/errorCode`]: 'AccessDenied',
    [`${call}/userAgent`]: 'aws-cli/2.15.0 Python/3.11.6 Linux/6.1 exe/x86_64',
    [`${call}/remoteIpDetails/ipAddressV4`]: '198.51.100.23',
    [`${call}/remoteIpDetails/country/countryName`]: 'Netherlands',
    [`${call}/remoteIpDetails/city/cityName`]: 'Amsterdam',
    [`${call}/remoteIpDetails/geoLocation/lat`]: '52.374',
    [`${call}/remoteIpDetails/geoLocation/lon`]: '4.8897',
    [`${call}/remoteIpDetails/organization/asn`]: '64500',
    [`${call}/remoteIpDetails/organization/asnOrg`]: 'Example Hosting',
    [`${call}/remoteIpDetails/organization/isp`]: 'Example Hosting',
    [`${call}/remoteIpDetails/organization/org`]: 'Example Hosting',
    [`${call}/affectedResources/AWS::S3::Bucket`]: 'payments-exports',
    [`${service}/additionalInfo/type`]: 'default',
    [`${service}/additionalInfo/anomalies/anomalousAPIs`]: 's3.amazonaws.com:[GetObject:success, ListBuckets:success]',
    [`${service}/additionalInfo/unusualBehavior/unusualAPIsAccountProfiling`]: 'ListBuckets',
    [`${service}/additionalInfo/unusualBehavior/unusualASNsAccountProfiling`]: 'asnNumber: 64500 asnOrg: Example Hosting',
    [`${service}/additionalInfo/unusualBehavior/unusualUserAgentsUserIdentityProfiling`]: 'aws-cli',
    [`${service}/additionalInfo/unusualBehavior/isUnusualUserIdentity`]: 'false',
    'aws/securityhub/FindingId':
      'arn:aws:securityhub:us-east-1::product/aws/guardduty/arn:aws:guardduty:us-east-1:111122223333:detector/d1/finding/f1',
    'aws/securityhub/ProductName': 'GuardDuty',
    'aws/securityhub/CompanyName': 'Amazon',
  };
}

/** The envelope as text, with more of the behaviour that GuardDuty knows until it has so many characters. */
export function textOfFinding(characters: number): string {
  const fields = productFields();
  const text = () => {
    const finding = asff({
      place,
      product: 'guardduty',
      id: 'detector/d1/finding/f1',
      generator: 'arn:aws:guardduty:us-east-1:111122223333:detector/d1',
      title: 'User ci-deploy called an API commonly used to collect data in an unusual way',
      types: ['TTPs/Exfiltration/Exfiltration:IAMUser-AnomalousBehavior'],
      label: 'HIGH',
      createdAt: Date.UTC(2026, 10, 20),
      updatedAt: Date.UTC(2026, 10, 20, 3),
      resources: [accessKey(place, 'ci-deploy', 'AKIAIOSFODNN7EXAMPLE')],
      more: { ProductFields: fields },
    });
    return JSON.stringify(imported(finding, place, '0a1b2c3d'));
  };
  for (let index = 0; text().length < characters; index += 1) {
    fields[`${service}/additionalInfo/profiledBehavior/rareProfiledAPIsUserIdentityProfiling.${index}`] = `GetBucketPolicy${index}`;
  }
  return text();
}
