import { formsOf } from './failure-form.ts';

/** How package managers say that something cannot be found, fetched, resolved or built. */
export const packageManagerForms = formsOf([
  [
    'npm error',
    0.85,
    'block',
    /^npm (?:ERR!|error) (?:code E(?!LIFECYCLE)|404|notarget|network|peer|Could not|Conflicting|missing:|Invalid|cb\(\)|enoent|Unexpected|\d{3} )/i,
  ],
  ['npm script', 0.35, 'line', /^npm (?:ERR!|error)/],
  ['yarn error', 0.35, 'line', /^error Command failed with exit code/],
  ['yarn error', 0.9, 'block', /^error (?!Command failed)\S/],
  ['pnpm error', 0.9, 'block', /^\s{0,3}ERR_PNPM_|^ ERROR {2}\S/],
  [
    'pip error',
    0.95,
    'block',
    /^\s{0,4}(?:ERROR: )?(?:Could not find a version that satisfies|No matching distribution found|Command errored out|ResolutionImpossible|error: subprocess-exited-with-error)/,
  ],
  [
    'conda error',
    0.95,
    'block',
    /^(?:PackagesNotFoundError|UnsatisfiableError|ResolvePackageNotFound|CondaHTTPError|CondaError)\b/,
  ],
  [
    'bundler error',
    0.95,
    'block',
    /^(?:Could not find (?:gem|compatible|\S{1,100} in)|Bundler (?:could not|cannot)|An error occurred while installing|Gem::\w{1,40}(?:::\w{1,40})?Error|ERROR: {1,3}(?:Failed to build gem|Error installing|Could not find))/,
  ],
  [
    'composer problem',
    0.95,
    'block',
    /^\s{0,4}(?:Your requirements could not be resolved|Problem \d{1,3}$|The requested package|Could not find (?:a matching version|package))/,
  ],
  [
    'composer problem',
    0.95,
    'block',
    /^\s{2,8}- .{1,200}\b(?:could not be found|requires .{1,100} (?:but|->)|conflicts with|exists as|is missing from your system)/,
  ],
  [
    'maven goal',
    0.9,
    'block',
    /^Failed to execute goal |^Plugin \S{1,200} or one of its dependencies could not|^Could not resolve dependencies|^Non-resolvable |^The build could not read/,
  ],
  [
    'unresolved dependency',
    0.9,
    'block',
    /unresolved dependency: |UNRESOLVED DEPENDENCIES|Could not (?:resolve|find|download|GET|transfer|fetch) |ResolveException/,
  ],
  [
    'cargo error',
    0.9,
    'block',
    /^error: (?:failed to|no matching|package|the (?:lock|package)|unable to|linking)/,
  ],
  [
    'apt error',
    0.9,
    'block',
    /^dpkg: error|Unable to locate package|held broken packages|unmet dependencies|has no installation candidate/,
  ],
  [
    'package not found',
    0.9,
    'line',
    /\brequired but not available|there is no package called|is not available \(for R|is currently not installed|No package .{1,100} available|Unable to find package|No formulae? found|target not found:|unable to select packages/i,
  ],
  [
    'stack or cabal error',
    0.9,
    'block',
    /^(?:cabal: |Error: cabal: |--\s{1,2}While building|While building (?:package|custom))|^Could not resolve dependencies/,
  ],
  [
    'go modules error',
    0.9,
    'block',
    /^go: .{1,300}(?:unknown revision|invalid version|not found|no such|checksum mismatch|cannot|errors parsing|disabled|inconsistent|updates to go\.mod)|no required module provides package|cannot find package|missing go\.sum entry|verifying \S{1,200}: checksum/,
  ],
  [
    'mix or rebar error',
    0.95,
    'block',
    /^===> (?:Error|Errors|Failed|Could not|Unable|Compiling .{1,200} failed|Uncaught)/,
  ],
  ['apt error', 0.9, 'block', /^E: \S/],
  ['cocoapods error', 0.9, 'block', /^\[!\] \S/],
  ['carthage error', 0.9, 'block', /^A shell task /],
  [
    'lock file',
    0.85,
    'block',
    /\block ?file\b.{0,100}\b(?:out of (?:date|sync)|not up to date|needs to be updated|frozen|mismatch)|--frozen-lockfile|are not up-to-date/i,
  ],
  [
    'checksum',
    0.85,
    'block',
    /\b(?:checksum|md5(?:sum)?|sha\d{1,3}(?:sum)?|integrity)\b.{0,80}\b(?:mismatch|failed|did not match|does not match)/i,
  ],
]);
