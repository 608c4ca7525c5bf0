// Runs on the stand-in; and on a gateway of yours, which MARIE_GATEWAY_URL and MARIE_GATEWAY_KEY name.
import { marieGatewayContract, type GatewayUnderTest } from '../../../test/support/marie-gateway-contract.ts';
import { MARIE_KEY, startMarie } from '../../../test/support/marie-stand-in.ts';
import { servicesAt } from '../../../test/support/services-at.ts';
import { createSystemClock } from '../../cluster/system-clock.ts';
import type { GatewayTarget } from '../../reconcile/marie/gateway.ts';
import { createMarieGateway } from './marie-gateway.ts';

const TARGET: GatewayTarget = {
  cluster: { namespace: 'test', name: 'docs' },
  port: 8080,
  apiKey: { namespace: 'test', secret: 'docs-api-key', key: 'api_key' },
};
const STRANGER: GatewayTarget = { ...TARGET, apiKey: { namespace: 'test', secret: 'stranger', key: 'api_key' } };

function underTest(url: string, apiKey: string, close: () => Promise<void>): GatewayUnderTest {
  const gateway = createMarieGateway({
    services: servicesAt(url),
    readSecret: async ({ name }) => Promise.resolve(Buffer.from(name === 'stranger' ? `mas_${'s'.repeat(54)}` : apiKey)),
    clock: createSystemClock({ holdsProcess: false }),
  });
  return { gateway, target: TARGET, stranger: STRANGER, close };
}

const { MARIE_GATEWAY_KEY: key = '', MARIE_GATEWAY_URL: url = '' } = process.env;

if (url === '') {
  marieGatewayContract('the gateway client on the stand-in', async () => {
    const marie = await startMarie();
    return underTest(marie.url, MARIE_KEY, marie.close);
  });
} else {
  marieGatewayContract(`the gateway client at ${url}`, async () =>
    Promise.resolve(underTest(url.replace(/\/+$/, ''), key, async () => Promise.resolve())),
  );
}
