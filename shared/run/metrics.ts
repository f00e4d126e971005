import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How a delivery ended: `replied` and `done` well, `ignored` without being handled, the rest by run/status.ts. */
export type Outcome =
  | 'replied'
  | 'done'
  | 'ignored'
  | 'refused'
  | 'invalid'
  | 'permanent'
  | 'rate-limited'
  | 'retry-later'
  | 'failed';

/** What /metrics tells, in a registry of its own: one a process, made where the process is put together. */
export interface Metrics {
  readonly registry: Registry;
  /** Counts a delivery by function, type and outcome; `type` is one that the function accepts, or 'other'. */
  readonly ended: (delivery: { readonly function: string; readonly type: string; outcome: Outcome }) => void;
  /** Observes how long handling took. */
  readonly took: (name: string, seconds: number) => void;
}

/** Makes the metrics; `open` tells how many deliveries are being handled when /metrics is asked. */
export function createMetrics(open: () => number): Metrics {
  const registry = new Registry();
  const events = new Counter({
    name: 'watchkeeper_events_total',
    help: 'Deliveries by function, event type and outcome.',
    labelNames: ['function', 'type', 'outcome'],
    registers: [registry],
  });
  const handling = new Histogram({
    name: 'watchkeeper_handling_seconds',
    help: 'Time from a whole request to its answer.',
    labelNames: ['function'],
    buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
    registers: [registry],
  });
  new Gauge({
    name: 'watchkeeper_open_deliveries',
    help: 'Deliveries that are being handled now.',
    registers: [registry],
    collect() {
      this.set(open());
    },
  });
  return {
    registry,
    ended: (delivery) => events.inc({ ...delivery }),
    took: (name, seconds) => handling.observe({ function: name }, seconds),
  };
}
