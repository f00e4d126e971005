import { formsOf } from './failure-form.ts';

/** How compilers, linkers and interpreters that load code announce what they refuse. */
export const compilerForms = formsOf([
  // gcc, clang, javac, swiftc, ghc ≥ 8, mypy, nim …: FILE:LINE[:COLUMN]: error
  [
    'compiler error',
    1,
    'block',
    /^\s{0,4}\S[^:]{0,300}:\d{1,7}(?::\d{1,6})?:? ?-? ?(?:fatal |internal compiler |syntax )?error\b/i,
  ],
  // csc, msbuild, tsc, MSVC: FILE(LINE,COLUMN): error CODE
  ['compiler error', 1, 'block', /^\s{0,4}\S[^(]{0,300}\(\d{1,7}(?:,\d{1,6}){0,3}\)\s?: (?:fatal )?error\b/],
  ['build engine error', 0.95, 'block', /\berror (?:MSB|NU|CS|FS|BC|TS|LNK|NETSDK|AD|CA|SA)\d{3,5}\b/],
  // maven-compiler: FILE:[LINE,COLUMN] message
  ['compiler error', 1, 'block', /^\S{1,300}:\[\d{1,7},\d{1,6}\] /],
  ['compiler error', 0.7, 'block', /^COMPILATION ERROR/],
  // rustc: error[E0425]: message
  ['compiler error', 1, 'block', /^error\[E\d{1,5}\]: /],
  ['compilation stopped', 0.6, 'block', /^error: (?:aborting due to|could not compile|build failed)/],
  // go: FILE.go:LINE:COLUMN: message, under "# package"
  ['compiler error', 0.95, 'block', /^(?:vet: )?[\w./@-]{1,300}\.go:\d{1,6}(?::\d{1,5})?: \S/],
  [
    'package that does not compile',
    0.8,
    'block',
    /^# [\w.-]{1,80}(?:\/[\w.@~-]{1,80}){1,10}(?: \[.{1,200}\])?$/,
  ],
  // kotlinc
  ['compiler error', 1, 'block', /^e: \S/],
  // ghc before 8: FILE.hs:LINE:COLUMN: and the message below
  ['compiler error', 0.95, 'block', /^\s{0,4}\S{1,200}\.l?hs:\d{1,6}:\d{1,5}:(?: error:.{0,200})?\s{0,4}$/],
  [
    'warnings count as errors',
    0.9,
    'block',
    /\bFailing due to -Werror|warnings? (?:being )?treated as errors?|\[-Werror[=\]]/i,
  ],
  ['compiler error', 0.8, 'block', /^\S{1,200}\.(?:erl|hrl|yrl):\d{1,6}(?::\d{1,5})?: (?!Warning)/],
  ['compiler error', 1, 'block', /^== Compilation error in file /],
  // ocaml, coq
  ['compiler error', 0.8, 'block', /^File "[^"]{1,300}", lines? [\d-]{1,15}, characters? /],
  ['syntax error', 1, 'block', /^\s{0,12}(?:SyntaxError|IndentationError|TabError): /],
  ['syntax error', 0.95, 'block', /(?:^|: )(?:PHP )?(?:Fatal error|Parse error)\s{0,3}: /],
  [
    'syntax error',
    0.95,
    'block',
    /\bsyntax error (?:at .{1,200} line \d|near unexpected token|before|on line)/i,
  ],
  // elm
  ['compiler error', 1, 'block', /^-- [A-Z][A-Z ]{3,60} -{3,80} \S/],
  // TeX
  ['compiler error', 0.95, 'block', /^! [A-Z]\w{2,20} \S/],
  // dart analyzer, crystal
  ['compiler error', 0.95, 'block', /^\s{0,4}error [•-] \S/],
  ['compiler error', 0.95, 'block', /^(?:Error|Syntax error|In) in \S{1,200}:\d{1,6}/],
  [
    'linker error',
    0.9,
    'block',
    /undefined reference to |\bundefined symbols?\b|multiple definition of |^ld: |symbol\(s\) not found|\blinker command failed|cannot find -l\w|collect2: error|ld returned \d/i,
  ],
  [
    'linker error',
    1,
    'line',
    /error while loading shared libraries: |cannot open shared object file|dyld: Library not loaded|Library not loaded: /,
  ],
  ['perl module error', 0.95, 'block', /^Can't locate \S{1,200} in @INC|^BEGIN failed--compilation aborted/],
  [
    'unknown name',
    0.75,
    'block',
    /\b(?:cannot find (?:symbol|module|type|name|package)|no such module|unresolved (?:import|reference|identifier)|undeclared (?:identifier|name|variable)|not declared in this scope|is not defined\b|unknown type name|does not exist in the current context)/i,
  ],
  ['file with findings', 0.6, 'line', /^\s{0,4}(?:❌|⛔|\[x\]|✘) {0,3}\S/],
  ['compiler error', 1, 'block', /^\s{0,4}❌ {1,3}\S{1,300}:\d{1,6}:\d{1,5}:/],
]);
