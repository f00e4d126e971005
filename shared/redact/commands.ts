import { isPlaceholder, isStandIn, looksRandom } from './secret-values.ts';
import type { Reading } from './spans.ts';

const longestCommand = 4096;
/* curl: -u, --user, --proxy-user take user:password; the user or the password may be quoted alone. */
const userOption = /(?:^|[\s"'])(?:-[a-zA-Z]{0,6}u|--user|--proxy-user|-U)[ \t=]{0,4}(?=[^\s-])/g;
const userAndPassword = /\\{0,7}(["']?)([^\s"':\\]{0,256})\\{0,7}["']?:\\{0,7}["']?([^\s"'\\]{0,256})/y;

/** Finds user and password given to the curl command that begins at `at`; `readTo` is the end of the command. */
export function findCurlUser(text: string, at: number): Reading {
  const readTo = endOfCommand(text, at);
  const command = text.slice(at, readTo);
  const spans = [...command.matchAll(userOption)].flatMap((option) => {
    userAndPassword.lastIndex = option.index + option[0].length;
    const found = userAndPassword.exec(command);
    if (!found) {
      return [];
    }
    const [whole, quote = '', user = '', password = ''] = found;
    const hidden =
      password === ''
        ? !isPlaceholder(user) && (looksRandom(user) || hasMixture(user))
        : !isNoPassword(password);
    const start = at + option.index + option[0].length + whole.indexOf(quote) + quote.length;
    return hidden ? [{ start, end: at + userAndPassword.lastIndex, kind: 'password' }] : [];
  });
  return { spans, readTo };
}

/** A command goes on where a line ends in a backslash. */
function endOfCommand(text: string, at: number): number {
  const part = text.slice(at, at + longestCommand);
  let end = part.indexOf('\n');
  while (end !== -1 && part[end - 1] === '\\') {
    end = part.indexOf('\n', end + 1);
  }
  return at + (end === -1 ? part.length : end);
}

function hasMixture(value: string): boolean {
  return value.length >= 8 && /[0-9]/.test(value) && /[A-Z]/.test(value) && /[a-z]/.test(value);
}

function isNoPassword(password: string): boolean {
  return isPlaceholder(password) || isStandIn(password);
}

/** Commands that take a password as -p: docker login -u me -p X, mysql -pX, sshpass -p X. */
export const commandsWithPassword: readonly string[] = ['login', 'mysql', 'mariadb', 'sshpass'];
const longestWay = 320;
const passwordOption = /^ -p[ \t]?(["']?)([^\s"']{3,256})\1(?=\s|$)/;

/** Finds the password in the option ` -p` that stands at `at`, where the last command that takes one ended at `command`. */
export function findPasswordOption(text: string, at: number, command: number): Reading | undefined {
  if (command > at || at - command > longestWay || /[\n;|]/.test(text.slice(command, at))) {
    return undefined;
  }
  const found = passwordOption.exec(text.slice(at, at + 264));
  const password = found?.[2] ?? '';
  if (!found || /^[0-9:]{1,12}$|^[/~.]/.test(password) || isNoPassword(password)) {
    return undefined;
  }
  const end = at + found[0].length - (found[1]?.length ?? 0);
  return { spans: [{ start: end - password.length, end, kind: 'password' }], readTo: end };
}
