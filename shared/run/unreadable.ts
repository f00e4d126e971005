// What the system says about a path, as a person would.
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read; check its permissions',
  EPERM: 'it may not be read; check its permissions',
  EISDIR: 'it is a directory; name a file in it',
  ENOTDIR: 'a part of the path is a file, not a directory',
  ELOOP: 'it is a link that leads back to itself',
  ENAMETOOLONG: 'the name is too long for a file',
};

/** Why a file could not be read, as the end of the sentence "FILE: …"; undefined where it is no error of the file system. */
export function whyUnreadable(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  const code = String(error.code);
  return REASONS[code] ?? `it cannot be read (${code})`;
}
