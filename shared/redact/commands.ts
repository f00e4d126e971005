import { isPlaceholder, isStandIn, looksRandom } from './secret-values.ts';
import type { Span } from './spans.ts';

const longestCommand = 4096;
/* curl: -u, --user, --proxy-user take user:password; the user or the password may be quoted alone. */
const userOption = /(?:^|[\s"'])(?:-[a-zA-Z]{0,6}u|--user|--proxy-user|-U)[ \t=]{0,4}(?=[^\s-])/g;
const userAndPassword = /\\{0,7}(["']?)([^\s"':\\]{0,256})\\{0,7}["']?:\\{0,7}["']?([^\s"'\\]{0,256})/y;

/** Finds user and password given to the curl command that begins at `at`. */
export function findCurlUser(text: string, at: number): Span[] {
  const command = text.slice(at, endOfCommand(text, at));
  return [...command.matchAll(userOption)].flatMap((option) => {
    userAndPassword.lastIndex = option.index + option[0].length;
    const found = userAndPassword.exec(command);
    if (!found) {
      return [];
    }
    const [whole, quote = '', user = '', password = ''] = found;
    const hidden = password === '' ? looksRandom(user) || hasMixture(user) : !isNoPassword(password);
    if (!hidden || (isPlaceholder(user === '' ? password : user) && password === '')) {
      return [];
    }
    const start = at + option.index + option[0].length + whole.indexOf(quote) + quote.length;
    return [{ start, end: at + userAndPassword.lastIndex, kind: 'password' }];
  });
}

/** A command goes on where a line ends in a backslash. */
function endOfCommand(text: string, at: number): number {
  const limit = Math.min(text.length, at + longestCommand);
  let end = text.indexOf('\n', at);
  while (end !== -1 && end < limit && text[end - 1] === '\\') {
    end = text.indexOf('\n', end + 1);
  }
  return end === -1 ? limit : Math.min(end, limit);
}

function hasMixture(value: string): boolean {
  return value.length >= 8 && /[0-9]/.test(value) && /[A-Z]/.test(value) && /[a-z]/.test(value);
}

function isNoPassword(password: string): boolean {
  return isPlaceholder(password) || isStandIn(password);
}

/* Commands that take a password as -p: docker login -u me -p X, mysql -pX, sshpass -p X. */
const takesPassword = /(?:login|mysql[a-z]{0,8}|mariadb|sshpass)(?![\w-])[^\n;|]{0,300}$/;
const passwordOption = /^ -p[ \t]?(["']?)([^\s"']{3,256})\1(?=\s|$)/;

/** Finds the password in the option ` -p` that stands at `at`, where the command takes one. */
export function findPasswordOption(text: string, at: number): Span | undefined {
  const found = passwordOption.exec(text.slice(at, at + 264));
  const password = found?.[2] ?? '';
  if (!found || isNoPassword(password) || /^[0-9:]{1,12}$|^[/~.]/.test(password)) {
    return undefined;
  }
  if (!takesPassword.test(text.slice(Math.max(0, at - 320), at))) {
    return undefined;
  }
  const end = at + found[0].length - (found[1]?.length ?? 0);
  return { start: end - password.length, end, kind: 'password' };
}
