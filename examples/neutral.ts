/** What a recorded log must not show, each with a name for the message. */
const forbidden: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a home folder', /(?:^|[^\w.-])(?:\/root|\/home\/[\w.-]+|\/Users\/[\w.-]+)(?=\/|[^\w-]|$)/],
  [
    'a folder outside /workspace',
    /(?:^|[^\w.~-])\/(?:work|builds|mnt|opt|tmp\/(?!cc|go-build|npm-|pip-|pytest-))\//,
  ],
];

/** Hosts that the tools name in their advice, and those that nobody can own: all that a log may show besides loopback. */
const allowedHosts = new Set([
  'example.com',
  'cwiki.apache.org',
  'docs.pytest.org',
  'gnu.org',
  'pip.pypa.io',
]);

// With a scheme, or bare with one of the endings that registries have; "java.io.IOException" goes on after its ending.
const host = /\w:\/\/(?:[^\s/@]*@)?([\w.-]+)|(?<![\w./$-])((?:[\w-]+\.)+(?:com|dev|io|net|org))(?![\w.(-])/gi;

/** The hosts named in `line` that are neither loopback nor allowed: those of registries and proxies above all. */
function foreignHosts(line: string): string[] {
  const hosts = [...line.matchAll(host)].map(([, withScheme, bare]) =>
    (withScheme ?? bare ?? '').toLowerCase(),
  );
  return hosts.filter((name) => !/^(?:127\.|localhost$)/.test(name) && !allowedHosts.has(name));
}

/** Each line of `log` that shows what a recorded log must not: "12: a home folder: …"; `words` are further names to look for. */
export function showsMachine(log: string, words: readonly string[] = []): string[] {
  return log.split('\n').flatMap((line, index) => {
    const found = [
      ...forbidden.filter(([, pattern]) => pattern.test(line)).map(([what]) => what),
      ...foreignHosts(line).map((name) => `the host ${name}`),
      ...words.filter((word) => line.includes(word)).map((word) => `"${word}"`),
    ];
    return found.map((what) => `${index + 1}: ${what}: ${line.trim()}`);
  });
}
