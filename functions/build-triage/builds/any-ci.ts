import type { z } from 'zod';
import type { buildFailed } from '../../../shared/events/build.ts';
import type { LogRef } from '../../../shared/logs.ts';
import { redactedTo } from '../redacted-to.ts';
import { type BuildOutcome, known } from './failed-build.ts';
import { withoutRun, workloadOf } from './workload.ts';

type Data = z.infer<typeof buildFailed.schema>;

/** What any other CI says in an event of our own type. */
export function fromAnyCi(data: Data): BuildOutcome {
  if (data.outcome !== 'failed') return { ignored: data.outcome };
  const { name, namespace, url } = data.build;
  const said = [
    ...(data.reason === undefined ? [] : [data.reason]),
    ...(data.step === undefined ? [] : [`step ${data.step} failed`]),
    ...(data.exitCode === undefined ? [] : [`exit code ${data.exitCode}`]),
  ];
  return {
    failed: {
      about: {
        ...{ kind: 'build', name, ...known({ namespace, url }) },
        workload: workloadOf('build', withoutRun(name)),
      },
      hints: known({ reason: data.reason, exitCode: data.exitCode, step: data.step }),
      stated:
        said.length === 0 ? [] : [{ source: `build ${name}`, text: redactedTo(2_000, said.join('; ')) }],
      logs:
        data.log === undefined
          ? []
          : [
              {
                kind: 'ref',
                name: 'link' in data.log ? data.log.link : `the log in the event of build ${name}`,
                ref: refOf(data.log),
                ...known({ step: data.step }),
              },
            ],
      ...(data.passingLog === undefined ? {} : { passing: refOf(data.passingLog) }),
    },
  };
}

function refOf(log: NonNullable<Data['log']>): LogRef {
  return 'link' in log ? { kind: 'link', url: log.link } : { kind: 'inline', text: log.inline };
}
