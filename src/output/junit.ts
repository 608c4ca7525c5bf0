/** One case of a JUnit report; without failure and skip it passed. */
export interface JunitCase {
  readonly name: string;
  readonly failures: readonly { readonly message: string; readonly type: string; readonly text: string }[];
  readonly skipped?: string;
}

/** One suite of a JUnit report. */
export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
}

/** Whether XML 1.0 can carry a character at all: no control but tab and line ends, no half of a surrogate pair, not the two last of the plane. */
function isCarried(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code < 0xd800 || (code > 0xdfff && code !== 0xfffe && code !== 0xffff);
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

function escaped(text: string, characters: RegExp): string {
  const carried = Array.from(text).filter(isCarried).join('');
  return carried.replace(characters, (character) => ENTITIES[character] ?? character);
}

/** Between tags lines may end as they do; in an attribute they would be read as blanks. */
const IN_TEXT = /[&<>\r]/g;
const IN_ATTRIBUTE = /[&<>"\n\r\t]/g;

function attributes(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value), IN_ATTRIBUTE)}"`)
    .join('');
}

function counted(cases: readonly JunitCase[]): Readonly<Record<string, number>> {
  return {
    tests: cases.length,
    failures: cases.filter(({ failures }) => failures.length > 0).length,
    skipped: cases.filter(({ skipped }) => skipped !== undefined).length,
  };
}

function caseLines({ name, failures, skipped }: JunitCase, suite: string): readonly string[] {
  const head = `    <testcase${attributes({ name, classname: suite })}`;
  if (failures.length === 0 && skipped === undefined) return [`${head}/>`];
  return [
    `${head}>`,
    ...(skipped === undefined ? [] : [`      <skipped${attributes({ message: skipped })}/>`]),
    ...failures.map(({ message, type, text }) => `      <failure${attributes({ message, type })}>${escaped(text, IN_TEXT)}</failure>`),
    '    </testcase>',
  ];
}

/** A JUnit XML report (the dialect that CI servers read): suites, cases, failures. */
export function junitXml(name: string, suites: readonly JunitSuite[]): string {
  const all = suites.flatMap(({ cases }) => cases);
  const body = suites.flatMap((suite) => [
    `  <testsuite${attributes({ name: suite.name, ...counted(suite.cases) })}>`,
    ...suite.cases.flatMap((one) => caseLines(one, suite.name)),
    '  </testsuite>',
  ]);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, ...counted(all) })}>`,
    ...body,
    '</testsuites>',
    '',
  ].join('\n');
}
