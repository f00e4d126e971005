import type { Category } from '../../../shared/events/build.ts';

/** What a controller or a CI system said about the failure, as far as it is known. */
export interface Hints {
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
  readonly step?: string;
}

/** What the hints say by themselves; where they are specific they outrank the log. */
export interface Stated {
  readonly category: Category;
  /** One sentence. */
  readonly why: string;
  readonly specific: boolean;
}

/** Reasons of Tekton, Kubernetes, OpenShift and Shipwright that name the cause themselves: reason → category and sentence. */
const reasons: Readonly<Record<string, readonly [Category, string]>> = {
  // Tekton, pkg/apis/pipeline/v1/taskrun_types.go and pod/status.go
  TaskRunImagePullFailed: ['image-pull', 'An image of the task could not be pulled'],
  TaskRunTimeout: ['timeout', 'The task took longer than it may'],
  PipelineRunTimeout: ['timeout', 'The pipeline took longer than it may'],
  TaskRunCancelled: ['cancelled', 'The task was cancelled'],
  PipelineRunCancelled: ['cancelled', 'The pipeline was cancelled'],
  Cancelled: ['cancelled', 'The run was cancelled'],
  StepOOM: ['out-of-memory', 'A step was killed for its memory'],
  InitContainerOOM: ['out-of-memory', 'An init container was killed for its memory'],
  SidecarOOM: ['out-of-memory', 'A sidecar was killed for its memory'],
  PodEvicted: ['eviction', 'The pod of the build was evicted'],
  CreateContainerConfigError: ['configuration', 'A container of the build is not configured right'],
  PodCreationFailed: ['infrastructure', 'The pod of the build could not be created'],
  PodAdmissionFailed: ['policy', 'The cluster did not admit the pod of the build'],
  ExceededResourceQuota: ['quota', 'A resource quota of the namespace was reached'],
  ExceededNodeResources: ['quota', 'No node has the resources that the build asks for'],
  TaskRunValidationFailed: ['configuration', 'The TaskRun is not valid'],
  TaskRunResolutionFailed: ['configuration', 'The task could not be resolved'],
  CouldntGetPipeline: ['configuration', 'The pipeline was not found'],
  CouldntGetTask: ['configuration', 'A task was not found'],
  ParameterMissing: ['configuration', 'A parameter is missing'],
  ParameterTypeMismatch: ['configuration', 'A parameter has the wrong type'],
  InvalidGraph: ['configuration', 'The tasks of the pipeline do not form a valid graph'],
  InvalidParamValue: ['configuration', 'A parameter has a value that is not allowed'],
  InvalidWorkspaceBindings: ['configuration', 'The workspaces of the run do not fit the pipeline'],
  RequiredWorkspaceMarkedOptional: ['configuration', 'A workspace that is needed is marked optional'],
  ResultsVerificationFailed: ['policy', 'The results of the task could not be verified'],
  ResourceVerificationFailed: ['policy', 'The signature of a task or pipeline could not be verified'],
  // Kubernetes pods and Jobs
  OOMKilled: ['out-of-memory', 'A container was killed for its memory'],
  Evicted: ['eviction', 'The pod of the build was evicted'],
  Preempting: ['eviction', 'The pod of the build had to make room for another one'],
  DeadlineExceeded: ['timeout', 'The build took longer than its deadline'],
  ImagePullBackOff: ['image-pull', 'An image could not be pulled'],
  ErrImagePull: ['image-pull', 'An image could not be pulled'],
  InvalidImageName: ['image-pull', 'The name of an image is not valid'],
  ContainerCannotRun: ['configuration', 'A container could not be started'],
  NodeLost: ['infrastructure', 'The node of the build was lost'],
  NodeShutdown: ['infrastructure', 'The node of the build was shut down'],
  // OpenShift Build, api/build/v1/consts.go
  CannotCreateBuildPod: ['infrastructure', 'The pod of the build could not be created'],
  CannotRetrieveServiceAccount: ['permission', 'The service account of the build could not be read'],
  FetchSourceFailed: ['registry-or-credentials', 'The source of the build could not be fetched'],
  FetchImageContentFailed: ['image-pull', 'The content of an input image could not be fetched'],
  InvalidContextDirectory: ['missing-file', 'The context directory of the build is not in the source'],
  InvalidOutputReference: ['configuration', 'The output image of the build is not there'],
  NoBuildContainerStatus: ['infrastructure', 'The build container left no status'],
  ManageDockerfileFailed: ['configuration', 'The Dockerfile of the build could not be processed'],
  PullBuilderImageFailed: ['image-pull', 'The builder image could not be pulled'],
  PushImageToRegistryFailed: ['registry-or-credentials', 'The image could not be pushed to its registry'],
  OutOfMemoryKilled: ['out-of-memory', 'The build was killed for its memory'],
  BuildPodEvicted: ['eviction', 'The pod of the build was evicted'],
  BuildPodDeleted: ['cancelled', 'The pod of the build was deleted'],
  BuildPodExists: ['infrastructure', 'A pod of the same name was already there'],
  ExceededRetryTimeout: ['timeout', 'The build could not be started in time'],
  CannotGetBuildConfig: ['configuration', 'The BuildConfig could not be read'],
  CancelledBuild: ['cancelled', 'The build was cancelled'],
  // Shipwright, docs/buildrun.md
  BuildRunTimeout: ['timeout', 'The build took longer than it may'],
  BuildRunCanceled: ['cancelled', 'The build was cancelled'],
  StepOutOfMemory: ['out-of-memory', 'A step of the build was killed for its memory'],
  VulnerabilitiesFound: ['policy', 'The image has vulnerabilities that the build does not allow'],
  BuildNotFound: ['configuration', 'The Build of the run was not found'],
  BuildRegistrationFailed: ['configuration', 'The Build of the run is not valid'],
  ClusterBuildStrategyNotFound: ['configuration', 'The build strategy was not found'],
  BuildStrategyNotFound: ['configuration', 'The build strategy was not found'],
  ServiceAccountNotFound: ['configuration', 'The service account of the build was not found'],
  MissingParameterValues: ['configuration', 'A parameter of the build has no value'],
  GitRemotePrivate: ['registry-or-credentials', 'The Git repository is private or not there'],
  GitRemoteRepositoryPrivate: ['registry-or-credentials', 'The Git repository is private or not there'],
  GitBasicAuthIncomplete: ['registry-or-credentials', 'The user name or password for Git is missing'],
  GitSSHAuthUnexpected: [
    'registry-or-credentials',
    'Git was given an SSH key for an address that takes none',
  ],
  GitSSHAuthExpected: ['registry-or-credentials', 'Git needs an SSH key for this address'],
  AuthInvalidUserOrPass: ['registry-or-credentials', 'Git refused the user name or password'],
  AuthInvalidKey: ['registry-or-credentials', 'Git refused the SSH key'],
  AuthPrompted: ['registry-or-credentials', 'Git asked for credentials'],
  RevisionNotFound: ['configuration', 'The Git revision was not found'],
  RepositoryNotFound: ['registry-or-credentials', 'The Git repository was not found'],
};

/** What the shell and the kernel mean by an exit code, where the log says nothing stronger. */
const exitCodes: Readonly<Record<number, readonly [Category, string]>> = {
  124: ['timeout', 'The command was stopped by a time limit (exit code 124)'],
  126: ['permission', 'The command could not be executed (exit code 126)'],
  127: ['missing-file', 'The command was not found (exit code 127)'],
  137: ['out-of-memory', 'The process was killed (exit code 137), most often for its memory'],
  143: ['cancelled', 'The process was told to stop (exit code 143)'],
};

/** What the controller's reason, its message or the exit code say by themselves, or undefined where they say nothing. */
export function statedCause(hints: Hints, exitStatus: number | undefined): Stated | undefined {
  const byReason =
    hints.reason === undefined
      ? undefined
      : Object.hasOwn(reasons, hints.reason)
        ? reasons[hints.reason]
        : undefined;
  if (byReason !== undefined) return { category: byReason[0], why: byReason[1], specific: true };
  const named = /\b(OOMKilled|Evicted|DeadlineExceeded|ImagePullBackOff|ErrImagePull)\b/.exec(
    hints.message?.slice(0, 2000) ?? '',
  )?.[1];
  const inMessage = named === undefined ? undefined : reasons[named];
  if (inMessage !== undefined) return { category: inMessage[0], why: inMessage[1], specific: true };
  const status = hints.exitCode ?? exitStatus;
  const byStatus = status === undefined ? undefined : exitCodes[status];
  return byStatus === undefined ? undefined : { category: byStatus[0], why: byStatus[1], specific: false };
}
