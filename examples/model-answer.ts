import { join } from 'node:path';
import { withReasoning } from '../functions/build-triage/reasoning/merge.ts';
import { type Reasoning, reasoningSchema } from '../functions/build-triage/reasoning/question.ts';
import { bytesOfFile } from '../shared/log/bytes.ts';
import { readLog } from '../shared/log/read.ts';
import { reportText } from '../shared/report-text.ts';
import { reportOf } from '../shared/run/commands/triage.ts';

// Shows what is made of a model's answer: one that is written here, with three parts that no evidence bears out.

const answer: Reasoning = reasoningSchema.parse({
  category: 'dependency-resolution',
  headline: 'CMake does not find FrameCodec in version 3.1, which the build asks for',
  claims: [
    { text: 'CMakeLists.txt asks for FrameCodec in version 3.1', cites: ['e1:19-21'] },
    { text: 'The mirror of packages was down', cites: ['e1:4711'] },
    { text: 'FrameCodec 3.0.2 is installed instead', cites: ['e1:20'] },
  ],
  nextSteps: [
    { id: 'check-missing-file', parameters: [] },
    { id: 'show-versions-npm', parameters: [{ name: 'dependency', value: 'frame-codec-fixed' }] },
  ],
});

const name = 'examples/recorded/cmake-package.log';
const log = await readLog(await bytesOfFile(join(import.meta.dirname, '..', name)));
const report = withReasoning(reportOf({ name, log }), answer, 'an answer written by hand');
console.log(reportText(report, { linesOfEvidence: 8 }));
