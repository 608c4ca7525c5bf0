import { expect, test } from 'vitest';
import { createMetrics } from '../../reconcile/engine/metrics.ts';
import { requestMetrics } from './request-metrics.ts';

test('requests are counted by code, method and host, those without an answer as client-go does', () => {
  const metrics = createMetrics();
  const count = requestMetrics(metrics);
  const request = { method: 'GET', url: 'https://127.0.0.1:6443/api/v1/pods', durationMs: 20 };
  count({ ...request, status: 200 });
  count({ ...request, status: 200 });
  count({ ...request, status: 0 });
  const text = metrics.render();
  expect(text).toContain('rest_client_requests_total{code="200",method="GET",host="127.0.0.1:6443"} 2\n');
  expect(text).toContain('rest_client_requests_total{code="<error>",method="GET",host="127.0.0.1:6443"} 1\n');
  expect(text).toContain('rest_client_request_duration_seconds_bucket{verb="GET",host="127.0.0.1:6443",le="0.025"} 3\n');
});
