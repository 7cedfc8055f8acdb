/** Place: where the remote addresses of a finding are, from a MaxMind database when there is one. */
import type { Enricher } from './define.ts';

export const placeEnricher: Enricher<never> = {
  id: 'place',
  label: 'where the addresses are',
  reads: [],
  applies: (finding) => finding.remoteAddresses.length > 0,
  async enrich(finding, { locate }) {
    if (!locate) return { addresses: [], configured: false };
    const addresses = finding.remoteAddresses.map((address) => ({ address, ...locate(address) }));
    return { addresses, configured: true };
  },
};
