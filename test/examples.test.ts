import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listExamples, readRecording, recordedFolder } from '../examples/example.ts';
import { showsMachine } from '../examples/neutral.ts';

const examples = listExamples();
const recordedLogs = readdirSync(recordedFolder).filter((file) => file.endsWith('.log'));
const logOf = (name: string): string => readFileSync(join(recordedFolder, `${name}.log`), 'utf8');

describe('examples', () => {
  it('break in at least ten ways, over at least six toolchains', () => {
    expect(new Set(examples.map(({ category }) => category)).size).toBeGreaterThanOrEqual(10);
    expect(new Set(examples.map(({ toolchain }) => toolchain)).size).toBeGreaterThanOrEqual(6);
  });

  it.each(examples)('$name was recorded failing as its example.json says', (example) => {
    const recording = readRecording(example.name);
    expect(recording).toMatchObject({
      name: example.name,
      exitStatus: example.exitStatus,
      failedStep: example.failingStep,
    });
    const skipped = example.steps.slice(
      example.steps.findIndex(({ name }) => name === example.failingStep) + 1,
    );
    const ran = recording.steps.map(({ name }) => name);
    for (const step of skipped) expect(ran.includes(step.name)).toBe(step.always === true);
    expect(logOf(example.name).startsWith('+ ')).toBe(true);
  });

  const repaired = examples.filter(({ folder }) => existsSync(join(folder, 'fixed')));

  it('has at least three that are recorded passing too', () => {
    expect(repaired.length).toBeGreaterThanOrEqual(3);
  });

  it.each(repaired)('$name passes with the files of fixed/ over it', ({ name, steps }) => {
    const recording = readRecording(`${name}.passing`);
    expect(recording.exitStatus).toBe(0);
    expect(recording.steps.map((step) => step.name)).toEqual(steps.map((step) => step.name));
    expect(logOf(`${name}.passing`)).not.toBe(logOf(name));
  });

  it('records nothing that is no example', () => {
    const expected = [...examples, ...repaired.map(({ name }) => ({ name: `${name}.passing` }))];
    expect(recordedLogs.sort()).toEqual(expected.map(({ name }) => `${name}.log`).sort());
  });

  it('has a log of several hundred lines, one with colours and one with progress bars', () => {
    const logs = examples.map(({ name }) => logOf(name));
    expect(logs.some((log) => log.split('\n').length > 300)).toBe(true);
    expect(logs.some((log) => log.includes('\u001b[31m'))).toBe(true);
    expect(logs.some((log) => /[^\n]\r[^\n]/.test(log))).toBe(true);
  });

  it('stays below 1.5 MB', () => {
    const files = readdirSync(join(recordedFolder, '..'), { recursive: true, withFileTypes: true });
    const bytes = files
      .filter((entry) => entry.isFile())
      .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
    expect(bytes).toBeLessThan(1_500_000);
  });
});

describe('a recorded log', () => {
  it.each(recordedLogs)('%s shows no path, host or user of where it was recorded', (file) => {
    expect(showsMachine(readFileSync(join(recordedFolder, file), 'utf8'))).toEqual([]);
  });

  it.each([
    ['at Object.<anonymous> (/root/app/index.js:1:1)', 'a home folder'],
    ['/home/jenkins/agent/pom.xml: not found', 'a home folder'],
    ['cannot open "/Users/build/x"', 'a home folder'],
    ['in /builds/group/project/pom.xml', 'a folder outside /workspace'],
    ['npm error request to https://registry.example.net/left-pad failed', 'the host registry.example.net'],
    ['Cannot access central (https://user:word@maven.example.org/maven2)', 'the host maven.example.org'],
    ['reading manifest latest in images.example.io: denied', 'the host images.example.io'],
    ['GET http://10.2.0.7:3128/simple', 'the host 10.2.0.7'],
  ])('is refused for %j', (line, what) => {
    expect(showsMachine(line)).toEqual([expect.stringContaining(what)]);
  });

  it.each([
    '/workspace/source/src/root/index.js',
    '/workspace/home/.npm/_logs/debug-0.log',
    '/usr/local/go/src/testing/testing.go:1974',
    'http://127.0.0.1:4873/@billing%2flayout',
    'java.io.IOException: connection reset by peer',
    '[INFO] com.example.freight:tariff',
    '/usr/bin/ld: /tmp/ccY1.o: in function `main`',
  ])('is kept with %j', (line) => {
    expect(showsMachine(line)).toEqual([]);
  });
});
