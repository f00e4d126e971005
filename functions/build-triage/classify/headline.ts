import type { BuildDetails, Category } from '../../../shared/events/build.ts';
import { redact } from '../../../shared/redact/redact.ts';
import { withoutAddresses } from './addresses.ts';

/** What a headline is made of: all of it stands in the log. */
export interface HeadlineParts {
  readonly category: Category;
  readonly details: BuildDetails;
  readonly code?: string;
  readonly message?: string;
  readonly module?: string;
  readonly testCount: number;
  /** The line of the log that says most, whatever the category is told by. */
  readonly quoted?: string;
  /** The strongest line of the log, where nothing better is known. */
  readonly line?: string;
  /** Not 0. */
  readonly exitStatus?: number;
  /** What the controller said, where no log says anything. */
  readonly stated?: string;
}

const languages: Readonly<Record<string, string>> = {
  ts: 'TypeScript',
  tsx: 'TypeScript',
  mts: 'TypeScript',
  cts: 'TypeScript',
  js: 'JavaScript',
  jsx: 'JavaScript',
  java: 'Java',
  kt: 'Kotlin',
  kts: 'Kotlin',
  scala: 'Scala',
  groovy: 'Groovy',
  py: 'Python',
  go: 'Go',
  rs: 'Rust',
  c: 'C',
  h: 'C',
  cc: 'C++',
  cpp: 'C++',
  cxx: 'C++',
  hpp: 'C++',
  cs: 'C#',
  fs: 'F#',
  vb: 'Visual Basic',
  rb: 'Ruby',
  php: 'PHP',
  swift: 'Swift',
  m: 'Objective-C',
  mm: 'Objective-C',
  hs: 'Haskell',
  lhs: 'Haskell',
  ex: 'Elixir',
  exs: 'Elixir',
  erl: 'Erlang',
  tex: 'LaTeX',
  scss: 'Sass',
  sass: 'Sass',
  less: 'Less',
};

const toolLanguages: Readonly<Record<string, string>> = {
  TypeScript: 'TypeScript',
  'Maven compiler': 'Java',
  javac: 'Java',
  kotlinc: 'Kotlin',
  scalac: 'Scala',
  sbt: 'Scala',
  Go: 'Go',
  rustc: 'Rust',
  Cargo: 'Rust',
  GHC: 'Haskell',
  Mix: 'Elixir',
  Erlang: 'Erlang',
  Swift: 'Swift',
  PHP: 'PHP',
  Python: 'Python',
  'C compiler': 'C or C++',
  TeX: 'LaTeX',
  Sass: 'Sass',
  '.NET compiler': '.NET',
};

/** Redacted once more before it is cut, since parts of a line that were put together may read as a secret. */
const short = (text: string, length = 160): string => {
  const plain = redact(text)
    .slice(0, 600)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.:;,\s]+$/, '');
  return plain.length > length ? `${plain.slice(0, length - 1).trimEnd()}…` : plain;
};

const after = (mark: string, text: string | undefined): string =>
  text === undefined || text.trim() === '' ? '' : `${mark}${short(text)}`;

/** What somebody wrote into the log or the event, to be read as a quotation and not as what the report says. */
const quotation = (mark: string, text: string | undefined): string =>
  text === undefined || text.trim() === '' ? '' : `${mark}“${short(text).replace(/[“”]/g, '"')}”`;

function place(details: BuildDetails): string | undefined {
  if (details.file === undefined) return undefined;
  return details.line === undefined ? details.file : `${details.file} line ${details.line}`;
}

/** What Rust writes before the message of a panic. */
const panic = /^thread '[^']{1,200}' (?:\(\d{1,9}\) )?panicked at '?/;

function compileError({ details, code, message, quoted }: HeadlineParts): string {
  if (details.tool === 'linker') return `The program does not link${after(': ', message)}`;
  const extension = details.file === undefined ? undefined : /\.(\w{1,6})$/.exec(details.file)?.[1];
  const language = languages[extension ?? ''] ?? toolLanguages[details.tool ?? ''];
  const where = [
    place(details),
    [code, message === undefined ? undefined : short(message)].filter(Boolean).join(' '),
  ];
  const known = where.filter((part) => part !== undefined && part !== '').join(', ');
  const rest = known === '' ? quotation(': ', quoted?.replace(panic, '')) : after(': ', known);
  return `${language === undefined ? 'The code' : `${language} code`} does not compile${rest}`.replace(
    'TypeScript code',
    'TypeScript',
  );
}

function testFailure({ details, testCount, module, message, line }: HeadlineParts): string {
  const where = module === undefined ? '' : ` in ${module}`;
  const first = details.failingTests[0];
  const said = message === undefined || message.trim() === '' ? '' : `: ${short(message, 120)}`;
  if (first === undefined) {
    const many = testCount > 1 ? `${testCount} tests fail` : testCount === 1 ? 'A test fails' : 'Tests fail';
    return `${many}${where}${said === '' && line !== undefined ? quotation(': ', line) : said}`;
  }
  const name = short(first, 140);
  if (testCount <= 1) return `The test ${name} fails${where}${said}`;
  return `${testCount} tests fail${where}: ${name}${said === '' ? ' first' : said}`;
}

/** What each package manager writes between a name and its version. */
function versionMark(
  tool: string,
  dependency: { readonly name: string; readonly to?: string | undefined },
): string {
  if (/^(?:npm|Yarn|pnpm|Node)/.test(tool)) return '@';
  if (/^[=<>~!]/.test(dependency.to ?? '')) return '';
  return dependency.name.includes(':') ? ':' : ' ';
}

function resolution({ details, message, line }: HeadlineParts): string {
  const { dependency } = details;
  if (dependency === undefined && details.tool === undefined)
    return `The build cannot get what it depends on${quotation(': ', message ?? line)}`;
  const tool = details.tool ?? 'The package manager';
  if (dependency === undefined) return `${tool} cannot resolve a dependency${after(': ', message)}`;
  const version = dependency.to === undefined ? '' : `${versionMark(tool, dependency)}${dependency.to}`;
  return `${tool} cannot resolve ${dependency.name}${version}`;
}

const named = (details: BuildDetails): string =>
  details.dependency === undefined
    ? ''
    : `: ${details.dependency.name}${details.dependency.to === undefined ? '' : ` ${details.dependency.to}`}`;

/** A command that goes on in further lines ends in a sign of it. */
const stepName = (step: string): string => short(step.replace(/[\s\\|&;]{1,10}$|(?<=\s)["']$/, '…'), 80);

type Phrase = (parts: HeadlineParts) => string;
const told =
  (phrase: string): Phrase =>
  ({ message, line }) =>
    `${phrase}${quotation(': ', message ?? line)}`;

const phrases: Readonly<Record<Category, Phrase>> = {
  'compile-error': compileError,
  'test-failure': testFailure,
  'lint-or-format': ({ details, code, message, line }) => {
    const where = place(details);
    const what = [code, message].filter(Boolean).join(' ');
    const rest = [where, what].filter((part) => part !== undefined && part !== '').join(': ');
    const phrase =
      details.tool === 'link check'
        ? 'The link check fails'
        : `${details.tool ?? 'A style check'} refuses the code`;
    return `${phrase}${rest === '' ? quotation(': ', line) : after(': ', rest)}`;
  },
  'dependency-resolution': resolution,
  'dependency-conflict': ({ details, message }) =>
    `${details.tool ?? 'The package manager'} finds dependencies that do not fit together${named(details)}${after(details.dependency === undefined ? ': ' : ', ', message)}`,
  policy: ({ details, message, line }) =>
    `A rule of the build refuses it${message === undefined ? quotation(': ', line) : after(': ', message)}${message === undefined || details.dependency === undefined ? '' : ` (${details.dependency.name})`}`,
  'lock-file': ({ details }) =>
    `The lock file does not fit the manifest${details.tool === undefined ? '' : `, says ${details.tool}`}${named(details)}`,
  configuration: ({ details, message, line }) =>
    `${details.tool === undefined ? 'The build' : `${details.tool}`} is not set up right${message === undefined ? quotation(': ', line) : after(': ', message)}`,
  'missing-file': told('The build needs something that is not there'),
  permission: told('The build may not do what it tries'),
  'registry-or-credentials': told('The build was refused access'),
  'image-pull': told('An image could not be pulled'),
  network: told('The build could not reach a host'),
  'out-of-memory': told('The build ran out of memory'),
  'disk-full': told('The disk of the build is full'),
  quota: told('A quota or limit was reached'),
  eviction: told('The pod of the build was evicted'),
  timeout: told('The build took longer than it may'),
  infrastructure: told('The build system failed'),
  cancelled: told('The build was cancelled'),
  unknown: ({ details, line, exitStatus, stated }) => {
    const step =
      details.step === undefined ? 'The build fails' : `The step "${stepName(details.step)}" fails`;
    const status = exitStatus === undefined ? '' : ` with exit code ${exitStatus}`;
    return `${step}${status}${quotation(': ', line ?? stated)}`;
  },
};

/** Where it is a host that failed, its name is told; everywhere else an address is one that the log would send people to. */
const aboutHosts: ReadonlySet<Category> = new Set<Category>([
  'network',
  'registry-or-credentials',
  'image-pull',
  'dependency-resolution',
]);

function withoutAddressesIn({ details, ...parts }: HeadlineParts): HeadlineParts {
  const keepsHost = aboutHosts.has(parts.category) || details.tool === 'link check';
  const plain = (text: string) => withoutAddresses(text, keepsHost);
  const { code, message, module, quoted, line, stated } = parts;
  const { step, file, failingTests, dependency } = details;
  return {
    ...parts,
    ...(code === undefined ? {} : { code: plain(code) }),
    ...(message === undefined ? {} : { message: plain(message) }),
    ...(module === undefined ? {} : { module: plain(module) }),
    ...(quoted === undefined ? {} : { quoted: plain(quoted) }),
    ...(line === undefined ? {} : { line: plain(line) }),
    ...(stated === undefined ? {} : { stated: plain(stated) }),
    details: {
      ...details,
      ...(step === undefined ? {} : { step: plain(step) }),
      ...(file === undefined ? {} : { file: plain(file) }),
      ...(dependency === undefined ? {} : { dependency: { ...dependency, name: plain(dependency.name) } }),
      failingTests: failingTests.map(plain),
    },
  };
}

/** One sentence that a person would say about the failure, at most 300 characters. */
export function headlineOf(parts: HeadlineParts): string {
  const sentence = redact(phrases[parts.category](withoutAddressesIn(parts)));
  return sentence.length > 300 ? `${sentence.slice(0, 299)}…` : sentence;
}
