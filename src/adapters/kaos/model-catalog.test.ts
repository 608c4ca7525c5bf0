import { expect, onTestFinished, test } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { startHttpTestServer } from '../../../test/support/http-test-server.ts';
import { litellmRecordings, recordedBody } from '../../../test/support/kaos-recording.ts';
import { openServicesAt } from '../../../test/support/open-services-at.ts';
import { rejection } from '../../../test/support/rejection.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { startServer } from '../../../test/support/stand-in-server.ts';
import { ollamaHandler } from '../../sandbox/stand-ins/kaos/ollama-handler.ts';
import { createModelCatalog, type ModelCatalog } from './model-catalog.ts';

const SERVER = { namespace: 'team', name: 'modelapi-routed', port: 8000 };
const SIGNAL = new AbortController().signal;

function catalogAt(url: string): ModelCatalog {
  return createModelCatalog({ services: openServicesAt(url) });
}

const lists = litellmRecordings().flatMap(({ config, exchanges }) =>
  exchanges.filter(({ request }) => request.path === '/v1/models').map((exchange) => [`${config}: ${exchange.note}`, exchange] as const),
);

test.each(lists)('%s', async (_, exchange) => {
  const { requests, url } = await startServer((__, response) => {
    response.writeHead(exchange.response.status, { 'content-type': exchange.response.contentType }).end(recordedBody(exchange));
  });
  const asked = catalogAt(url).proxied(SERVER, 'MASTER-KEY', SIGNAL);
  if (exchange.response.status === 200) {
    const { data } = exchange.response.json as { readonly data: readonly { readonly id: string }[] };
    expect((await asked).map(({ name }) => name)).toEqual(data.map(({ id }) => id));
  } else expect(await rejection(asked)).toMatchObject({ name: 'ModelCatalogError', reason: 'Unauthorized' });
  expect(requests[0]?.headers.authorization).toBe('Bearer MASTER-KEY');
});

test('what Ollama has pulled', async () => {
  const handle = ollamaHandler({ models: ['smollm2:135m', 'llama3'], clock: fakeClock(), random: seededRandom(1) });
  const { close, url } = await startHttpTestServer((request, response) => void handle(request, response));
  onTestFinished(close);
  expect(await catalogAt(url).hosted(SERVER, SIGNAL)).toMatchObject([
    { name: 'smollm2:135m', sizeBytes: 270_000_000, modifiedAt: expect.stringMatching(/Z$/) },
    { name: 'llama3:latest' },
  ]);
});

test('Ollama without models, and answers that are no lists', async () => {
  const answering = async (status: number, body: string): Promise<ModelCatalog> =>
    catalogAt((await startServer((_, response) => void response.writeHead(status).end(body))).url);
  expect(await (await answering(200, '{"models":null}')).hosted(SERVER, SIGNAL)).toEqual([]);
  for (const [status, body] of [
    [200, '{"models":[{"size":1}]}'],
    [200, 'Ollama is running'],
    [404, '404 page not found'],
    [500, '{"error":"no disk"}'],
  ] as const) {
    expect(await rejection((await answering(status, body)).hosted(SERVER, SIGNAL))).toMatchObject({ reason: 'Protocol' });
    expect(await rejection((await answering(status, body)).proxied(SERVER, undefined, SIGNAL))).toMatchObject({ reason: 'Protocol' });
  }
});
