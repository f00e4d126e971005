import type { Event } from '../../../shared/run/stamp.ts';
import { compileError, type Triaged } from '../../fakes/reports.ts';

/** The report of one run of the same build; other words of `about` make it another object. */
export function reportOf(run: string, about: Partial<Triaged['about']> = {}, fingerprint?: string): Event {
  const { report } = compileError;
  return {
    specversion: '1.0',
    id: `report-${run}`,
    source: '/watchkeeper/build-triage',
    type: 'dev.watchkeeper.build.triaged.v1',
    datacontenttype: 'application/json',
    severity: 'warning',
    data: {
      about: {
        ...compileError.about,
        ...{ name: `checkout-${run}`, uid: `uid-${run}`, workload: 'Pipeline/checkout' },
        ...about,
      },
      report: { ...report, ...(fingerprint === undefined ? {} : { fingerprint }) },
    },
  };
}

/** The three ways in which a report comes to a sink: new, of another run, and of the pipeline around a task. */
export const reportOrders: readonly {
  readonly name: string;
  readonly before: readonly Event[];
  readonly event: Event;
}[] = [
  { name: 'first report', before: [], event: reportOf('1') },
  { name: 'the same failure in another run', before: [reportOf('1')], event: reportOf('2') },
  {
    name: 'the PipelineRun after its TaskRun',
    before: [reportOf('1')],
    event: reportOf('1-pipeline', { kind: 'PipelineRun' }),
  },
];
