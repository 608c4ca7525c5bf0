import type { RequestReport } from '../../cluster/api-calls.ts';
import type { Metrics } from '../../reconcile/engine/metrics.ts';

/** Counts requests to the API server under client-go's metric names. */
export function requestMetrics(metrics: Metrics): (report: RequestReport) => void {
  return ({ method, url, status, durationMs }) => {
    const host = URL.parse(url)?.host ?? '';
    metrics.count('rest_client_requests_total', { code: status === 0 ? '<error>' : String(status), method, host });
    metrics.observe('rest_client_request_duration_seconds', { verb: method, host }, durationMs / 1_000);
  };
}
