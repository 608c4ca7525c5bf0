// Runs on the stand-in, with a master key and without; and on a server of yours, which MAIA_ADMIN_URL and MAIA_ADMIN_KEY name.
import { maiaAdminContract, type AdminUnderTest } from '../../../test/support/maia-admin-contract.ts';
import { startMaia } from '../../../test/support/maia-stand-in.ts';
import { servicesAt } from '../../../test/support/services-at.ts';
import { createSystemClock } from '../../cluster/system-clock.ts';
import type { AdminServer } from '../../reconcile/maia/admin-api.ts';
import { createAdminApi } from './admin-api.ts';

const INSTANCE: AdminServer = { instance: { name: 'maia', namespace: 'test' } };
const KEYED: AdminServer = { ...INSTANCE, apiKey: { secret: 'master', key: 'api-key' } };
const STRANGER: AdminServer = { ...INSTANCE, apiKey: { secret: 'stranger', key: 'api-key' } };

function underTest(url: string, masterKey: string | undefined, close: () => Promise<void>): AdminUnderTest {
  const admin = createAdminApi({
    services: servicesAt(url),
    readSecret: async ({ name }) => Promise.resolve(Buffer.from(name === 'master' ? (masterKey ?? '') : 'somebody-elses-key')),
    clock: createSystemClock({ holdsProcess: false }),
  });
  return { admin, server: masterKey === undefined ? INSTANCE : KEYED, asksForKey: masterKey !== undefined, stranger: STRANGER, close };
}

const { MAIA_ADMIN_KEY: key, MAIA_ADMIN_URL: url } = process.env;

if (url === undefined || url === '') {
  maiaAdminContract('the Admin API of the stand-in with a master key', async () => {
    const maia = await startMaia({ env: { MAIA_SECURITY_API_KEY: 'made-up' } });
    return underTest(maia.url, 'made-up', maia.close);
  });
  maiaAdminContract('the Admin API of the stand-in without a master key', async () => {
    const maia = await startMaia();
    return underTest(maia.url, undefined, maia.close);
  });
} else {
  maiaAdminContract(`the Admin API at ${url}`, async () =>
    Promise.resolve(underTest(url.replace(/\/+$/, ''), key === '' ? undefined : key, async () => Promise.resolve())),
  );
}
