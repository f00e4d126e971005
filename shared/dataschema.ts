/**
 * True where a dataschema names a newer major version than the event type does, as `…/v2` does against `….v1`.
 * A newer minor version only adds fields, which are dropped; a newer major one may mean something else by the same
 * fields. A dataschema or a type without a version says nothing.
 */
export function isNewerMajor(type: string, dataschema: string | undefined): boolean {
  if (dataschema === undefined || !URL.canParse(dataschema)) return false;
  const known = /\.v(\d{1,3})$/.exec(type)?.[1];
  const named = majorOf(new URL(dataschema).pathname);
  return known !== undefined && named !== undefined && named > Number(known);
}

/** Of '/a/v2', '/a.v2.json' and '/a/2.1.0' the 2; a marked version wins, and the last one of several. */
function majorOf(path: string): number | undefined {
  const marked = [...path.matchAll(/(?:^|[/:.-])v(\d{1,3})(?=$|[/:.-])/gi)].at(-1)?.[1];
  const bare = /[/:](\d{1,3})(?:\.\d{1,5}){1,2}(?:\.json)?$/.exec(path)?.[1];
  const major = marked ?? bare;
  return major === undefined ? undefined : Number(major);
}
