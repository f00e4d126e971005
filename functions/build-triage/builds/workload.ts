type Labels = Readonly<Record<string, string>> | undefined;

// k8s.io/apimachinery pkg/util/rand: the alphabet of the five characters that follow a generateName.
const GENERATED = /-[bcdfghjklmnpqrstvwxz2456789]{5}$/;
/** "shop #41", "folder/shop/41", "shop-41"; a version ("python-3.12") has its number behind a dot. */
const RUN_NUMBER = /(?:\s{0,4}#\s?|(?<!\d)[\s/:_-])\d{1,12}$/;

/** A run's name without what only tells it from other runs: a generated suffix, or a number at its end. */
export function withoutRun(name: string): string {
  const stem = name.replace(GENERATED, '').replace(RUN_NUMBER, '').trim();
  return stem === '' ? name : stem;
}

/** KIND/NAME within the bounds of a report. */
export function workloadOf(kind: string, name: string): string {
  return `${kind}/${name}`.slice(0, 317);
}

/**
 * What a TaskRun or PipelineRun is a run of. A part of a pipeline is told by the pipeline, so that the reports on both
 * are about one workload: Tekton hands the labels of a PipelineRun on to its TaskRuns.
 */
export function tektonWorkload(run: {
  readonly kind: 'TaskRun' | 'PipelineRun';
  readonly name: string;
  readonly labels: Labels;
  readonly ref: string | undefined;
}): string {
  const { labels = {} } = run;
  // Shipwright runs its builds as TaskRuns (docs/buildrun.md).
  const build = labels['build.shipwright.io/name'];
  if (build) return workloadOf('Build', build);
  const pipelineRun = run.kind === 'PipelineRun' ? run.name : labels['tekton.dev/pipelineRun'];
  const pipeline = labels['tekton.dev/pipeline'] || (run.kind === 'PipelineRun' ? run.ref : undefined);
  // A pipeline that is written into its run is labelled with the run's own name.
  if (pipeline && pipeline !== pipelineRun) return workloadOf('Pipeline', pipeline);
  if (pipelineRun) return workloadOf('PipelineRun', withoutRun(pipelineRun));
  const task = labels['tekton.dev/task'] || labels['tekton.dev/clusterTask'] || run.ref;
  return task ? workloadOf('Task', task) : workloadOf('TaskRun', withoutRun(run.name));
}
