import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** How a delivery ended: `replied` and `done` well, `repeated` with the result of an earlier delivery, `ignored` without being handled, the rest by run/status.ts. */
export type Outcome =
  | 'replied'
  | 'done'
  | 'ignored'
  | 'refused'
  | 'invalid'
  | 'permanent'
  | 'rate-limited'
  | 'retry-later'
  | 'being-handled'
  | 'repeated'
  | 'failed';

/** What /metrics tells, in a registry of its own: one a process, made where the process is put together. */
export interface Metrics {
  readonly registry: Registry;
  /** Counts a delivery of the function `name`; `type` is one that the function accepts, or 'other'. */
  readonly ended: (name: string, type: string, outcome: Outcome) => void;
  /** Notes how long the function `name` took from a whole request to its answer. */
  readonly took: (name: string, seconds: number) => void;
}

type Labels = { readonly function: string; readonly type: string; readonly outcome: Outcome };

/** Makes the metrics in a registry; `open` tells how many deliveries are being handled when /metrics is asked. */
export function createMetrics(open: () => number, registry: Registry): Metrics {
  const ends = new Map<string, { readonly labels: Labels; count: number }>();
  new Counter({
    name: 'watchkeeper_events_total',
    help: 'Deliveries by function, event type and outcome.',
    labelNames: ['function', 'type', 'outcome'],
    registers: [registry],
    // Counting in a Map and handing it over when it is asked for costs a tenth of counting here each time.
    collect() {
      this.reset();
      for (const { labels, count } of ends.values()) this.inc(labels, count);
    },
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
    ended: (name, type, outcome) => {
      const key = `${name} ${outcome} ${type}`;
      const end = ends.get(key);
      if (end) end.count += 1;
      else ends.set(key, { labels: { function: name, type, outcome }, count: 1 });
    },
    took: (name, seconds) => handling.observe({ function: name }, seconds),
  };
}
