import { CAUSE, HINT, rulesOf, SIGN, VERDICT } from '../rule.ts';

/** Container builds and pushes: Docker, BuildKit, Buildah, Kaniko, buildpacks. */
export const containerRules = [
  ...rulesOf('container build', [
    [
      'image-pull',
      VERDICT,
      ['manifest unknown', 'manifest for', 'not found: manifest', 'MANIFEST_UNKNOWN'],
      /(?<message>reading manifest \S{1,80} in \S{1,200}): |manifest unknown|MANIFEST_UNKNOWN|manifest for (?<name>\S{1,200}) not found|not found: manifest unknown/,
    ],
    [
      'image-pull',
      VERDICT,
      ['failed to resolve source metadata', 'pull access denied', 'Error response from daemon: pull'],
      /failed to resolve source metadata for (?<name>[^\s:]{1,200}(?::[\w.-]{1,80})?): ?(?<message>.{0,200})|pull access denied for (?<image>\S{1,200}?),(?<why>.{0,100})/,
    ],
    [
      'image-pull',
      VERDICT,
      ['ErrImagePull', 'ImagePullBackOff', 'Back-off pulling', 'InvalidImageName', 'Failed to pull image'],
      /ErrImagePull|ImagePullBackOff|Back-off pulling image|InvalidImageName|Failed to pull image/,
    ],
    [
      'image-pull',
      CAUSE,
      'failed to solve',
      /failed to solve: (?:rpc error: .{0,60})?(?<name>[\w./-]{3,200}:[\w.-]{1,80}): (?:failed to (?:resolve|do request|authorize)|not found)(?<message>.{0,200})/,
    ],
    [
      'missing-file',
      VERDICT + 0.5,
      ['COPY failed', 'ADD failed', 'failed to compute cache key', 'failed to calculate checksum'],
      /(?:(?:COPY|ADD) failed: (?<message>.{1,200})|failed to (?:compute cache key|calculate checksum of ref).{0,120}?(?<what>"[^"]{1,200}": not found|not found))/,
    ],
    [
      'missing-file',
      VERDICT,
      ['Dockerfile', 'Containerfile'],
      /(?:failed to (?:read dockerfile|open)|[Cc]annot (?:find|locate) (?:specified )?|unable to (?:prepare context|evaluate symlinks).{0,60}|no such file or directory.{0,20}|stat ).{0,100}(?:Dockerfile|Containerfile)\b(?:.{0,60}no such file)?/,
    ],
    [
      'missing-file',
      VERDICT,
      'no such file or directory',
      /building at STEP "(?:COPY|ADD) (?<message>.{1,200})no such file or directory/,
    ],
    [
      'configuration',
      VERDICT,
      [
        'dockerfile parse error',
        'Dockerfile parse error',
        'unknown instruction',
        'Unknown instruction',
        'invalid reference format',
      ],
      /[Dd]ockerfile parse error(?: on)?(?: line (?<line>\d{1,6}))?:? ?(?<message>.{0,200})|[Uu]nknown instruction: (?<what>\S{1,60})|invalid reference format/,
    ],
    [
      'registry-or-credentials',
      VERDICT,
      [
        'denied: ',
        'unauthorized: ',
        'no basic auth credentials',
        'authentication required',
        'insufficient_scope',
        'UNAUTHORIZED',
      ],
      /denied: (?<message>requested access to the resource is denied|.{0,100}(?:permission|access).{0,100})|unauthorized: (?<why>.{1,100})|no basic auth credentials|authentication required|insufficient_scope/,
    ],
    [
      'registry-or-credentials',
      VERDICT,
      ['push permission', 'pushing image', 'pushing to'],
      /error checking push permissions|error pushing image|failed to push(?: image)?\b/i,
    ],
    [
      'quota',
      VERDICT + 1,
      ['toomanyrequests', 'rate limit'],
      /toomanyrequests|reached your (?:unauthenticated )?pull rate limit/,
    ],
    ['configuration', VERDICT, 'No buildpack groups', /No buildpack groups passed detection/],
    [
      'infrastructure',
      VERDICT,
      ['Cannot connect to the Docker daemon', 'docker daemon'],
      /Cannot connect to the Docker daemon|Is the docker daemon running/,
    ],
    [
      'configuration',
      HINT,
      'did not complete successfully',
      /process "(?<step>.{1,300})" did not complete successfully: exit code: \d{1,3}/,
    ],
    [
      'configuration',
      HINT,
      'returned a non-zero code',
      /The command '(?<step>.{1,300})' returned a non-zero code: \d{1,3}/,
    ],
    [
      'configuration',
      HINT,
      'building at STEP',
      /building at STEP "(?<step>.{1,300})": .{0,100}exit status \d{1,3}/,
    ],
  ]),
  ...rulesOf('hadolint', [
    [
      'lint-or-format',
      CAUSE,
      [' DL3', ' DL4', ' SC1', ' SC2'],
      /^(?<file>[^\s:]{1,200}):(?<line>\d{1,6}) (?<code>(?:DL|SC)\d{4}) (?:error|warning|info|style): (?<message>.{1,200})/,
    ],
  ]),
  ...rulesOf('Kubernetes', [
    ['quota', VERDICT, 'exceeded quota', /exceeded quota: (?<message>.{1,200})/],
    [
      'eviction',
      VERDICT,
      ['Evicted', 'was low on resource', 'The node had condition', 'evicted'],
      /^(?:.{0,80}\b)?(?:Evicted\b|The node was low on resource: (?<message>.{1,100})|The node had condition|pod (?:was )?evicted)/,
    ],
    ['out-of-memory', VERDICT + 1, 'OOMKilled', /\bOOMKilled\b/],
    [
      'timeout',
      VERDICT,
      ['DeadlineExceeded', 'active on the node longer'],
      /\bDeadlineExceeded\b|was active on the node longer than the specified deadline/,
    ],
    [
      'policy',
      VERDICT,
      ['admission webhook', 'violates PodSecurity'],
      /admission webhook "[^"]{1,100}" denied the request:? ?(?<message>.{0,200})|violates PodSecurity (?<why>.{1,200})/,
    ],
    ['permission', VERDICT, 'is forbidden', /is forbidden: User "(?<message>[^"]{1,100}" cannot .{1,200})/],
    [
      'infrastructure',
      SIGN + 1,
      'FailedScheduling',
      /FailedScheduling|\d{1,4}\/\d{1,4} nodes are available: (?<message>.{1,200})/,
    ],
    ['configuration', VERDICT - 1, 'CreateContainerConfigError', /\bCreateContainerConfigError\b/],
  ]),
  ...rulesOf('ShellCheck', [
    ['lint-or-format', CAUSE, ' line ', /^In (?<file>\S{1,200}) line (?<line>\d{1,6}):$/],
  ]).map((rule) => ({ ...rule, weight: SIGN + 1 })),
];
