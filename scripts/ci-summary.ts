import { readFileSync } from 'node:fs';

// Prints what vitest's JSON report counted, as the last line of a CI run; fails where a test was skipped.
const [path = ''] = process.argv.slice(2);
const report = JSON.parse(readFileSync(path, 'utf8')) as {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { assertionResults: { fullName: string; status: string }[] }[];
};

const skipped = report.testResults
  .flatMap(({ assertionResults }) => assertionResults)
  .filter(({ status }) => status !== 'passed' && status !== 'failed');
for (const { fullName } of skipped) console.error(`skipped: ${fullName}`);
console.log(`${report.numPassedTests} passed, ${report.numFailedTests} failed`);
process.exitCode = report.numFailedTests > 0 || skipped.length > 0 || report.numPassedTests === 0 ? 1 : 0;
