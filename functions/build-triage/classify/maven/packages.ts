import type { NumberedLine } from './coordinates.ts';

/** A Java package or class that a failure speaks of; `weight` says how directly. */
export interface NamedPackage {
  /** Dotted: org.acme.util.Thing. */
  readonly name: string;
  readonly weight: number;
  readonly line: number;
  /** Two parts that were built against different versions met at run time: any member of the family may be the odd one. */
  readonly linkage: boolean;
}

const NAME = '([a-z][\\w$]{0,60}(?:[./][\\w$]{1,80}){1,12})';

/** How javac, the JVM and stack traces speak of a class that is not theirs, most direct first. */
const forms: readonly {
  readonly probe: string;
  readonly form: RegExp;
  readonly weight: number;
  readonly linkage?: true;
}[] = [
  { probe: 'package ', form: new RegExp(`package ${NAME} (?:does not exist|is not visible)`), weight: 4 },
  { probe: 'cannot access', form: new RegExp(`cannot access ${NAME}`), weight: 4 },
  { probe: 'class file for', form: new RegExp(`class file for ${NAME} not found`), weight: 4 },
  {
    probe: 'location:',
    form: new RegExp(`location: +(?:class|interface|package|enum|@interface) ${NAME}`),
    weight: 4,
  },
  { probe: ' of type ', form: new RegExp(`location: +variable \\w+ of type ${NAME}`), weight: 4 },
  {
    probe: 'incompatible types',
    form: new RegExp(`incompatible types: .{0,200}? (?:converted to|conforms? to) ${NAME}`),
    weight: 3,
  },
  { probe: 'incompatible types', form: new RegExp(`incompatible types: ${NAME}`), weight: 2 },
  { probe: ' in ', form: new RegExp(`\\bin (?:class|interface|enum|type) ${NAME}`), weight: 4 },
  { probe: 'access in', form: new RegExp(`access in ${NAME}`), weight: 4 },
  {
    probe: 'method ',
    form: new RegExp(`^\\s*(?:\\[ERROR\\]\\s*)?(?:method|constructor) ${NAME}\\(`),
    weight: 3,
  },
  { probe: 'import ', form: new RegExp(`import (?:static )?${NAME}`), weight: 2 },
  {
    probe: 'NoClassDefFound',
    form: new RegExp(`NoClassDefFound(?:Error)?:? (?:Could not initialize class )?${NAME}`),
    weight: 4,
    linkage: true,
  },
  {
    probe: 'ClassNotFound',
    form: new RegExp(`ClassNotFound(?:Exception)?:? ${NAME}`),
    weight: 4,
    linkage: true,
  },
  {
    probe: 'NoSuch',
    form: new RegExp(`NoSuch(?:Method|Field)(?:Error)?:? '?(?:[\\w.$<>[\\]]{1,80} )?${NAME}`),
    weight: 4,
    linkage: true,
  },
  {
    probe: 'AbstractMethod',
    form: new RegExp(`AbstractMethodError:? (?:Receiver class |Method )?${NAME}`),
    weight: 4,
    linkage: true,
  },
  {
    probe: 'IncompatibleClassChange',
    form: new RegExp(`IncompatibleClassChangeError:? .{0,80}?${NAME}`),
    weight: 4,
    linkage: true,
  },
  { probe: 'UnsupportedClassVersion', form: new RegExp(`UnsupportedClassVersionError:? ${NAME}`), weight: 6 },
  {
    probe: 'IllegalAccess',
    form: new RegExp(`IllegalAccess(?:Error)?:? .{0,120}? ${NAME}`),
    weight: 2,
    linkage: true,
  },
  {
    probe: 'Could not initialize class',
    form: new RegExp(`Could not initialize class ${NAME}`),
    weight: 2,
    linkage: true,
  },
  {
    probe: 'Exception',
    form: new RegExp(`^(?:\\[ERROR\\] )?(?:Caused by: )?${NAME}(?:Exception|Error)\\b`),
    weight: 1.5,
  },
];

const anyClass =
  /(?<![\w.$/-])([a-z][\w]{0,40}(?:\.[a-z][\w]{0,40}){1,8}(?:\.[A-Z][\w$]{0,80}){1,3})(?![\w$])/g;

const frame = new RegExp(
  `^\\s*(?:\\[ERROR\\]\\s*)?at (?:[\\w.-]{1,60}/|[\\w.-]{0,60}//)?${NAME}\\.[\\w$<>]+\\(`,
);

/** The JDK, the test frameworks and the build tool themselves: a frame of theirs says nothing. */
const platform =
  /^(?:java|jdk|sun|com\.sun|javax\.(?:xml|net|crypto|security|management|naming|sql|swing|tools)|org\.junit|junit|org\.testng|org\.hamcrest|org\.opentest4j|org\.apache\.maven\.(?:surefire|cli|lifecycle|plugins?|enforcer)|org\.codehaus\.mojo|org\.codehaus\.plexus\.classworlds|org\.gradle|kotlin|scala\.(?:collection|util)|worker\.org\.gradle)\./;

const dotted = (name: string): string => name.replaceAll('/', '.');

/** True where a package belongs to the platform or the tools rather than to a dependency. */
export function isPlatform(name: string): boolean {
  return platform.test(`${name}.`);
}

/**
 * The packages that failure lines speak of. Of a stack trace only the first frames after an exception count, since
 * deeper ones are the way there: `frames` of them, each at less weight than the one before.
 */
export function namedPackages(lines: readonly NumberedLine[], frames = 3): NamedPackage[] {
  const result: NamedPackage[] = [];
  let framesLeft = 0;
  for (const { number, text } of lines) {
    const cut = text.length > 600 ? text.slice(0, 600) : text;
    const inFrame = /^\s*(?:\[ERROR\]\s*)?at /.test(cut) ? frame.exec(cut) : null;
    if (inFrame?.[1] !== undefined) {
      const name = dotted(inFrame[1]);
      if (framesLeft > 0 && !isPlatform(name)) {
        result.push({ name, weight: 0.6 + 0.6 * (framesLeft - 1), line: number, linkage: false });
        framesLeft -= 1;
      }
      continue;
    }
    let told = false;
    for (const { probe, form, weight, linkage } of forms) {
      if (!cut.includes(probe)) continue;
      const name = form.exec(cut)?.[1];
      if (name === undefined || (linkage === undefined && isPlatform(dotted(name)))) continue;
      result.push({ name: dotted(name), weight, line: number, linkage: linkage === true });
      told = true;
    }
    if (!told && /error|ERROR|xception/.test(cut)) {
      for (const found of [...cut.matchAll(anyClass)].slice(0, 5)) {
        const name = found[1] ?? '';
        if (!isPlatform(name)) result.push({ name, weight: 1, line: number, linkage: false });
      }
    }
    framesLeft = /(?:Exception|Error)\b/.test(cut) ? frames : 0;
  }
  return result;
}
